/**
 * The stack's first service: checks the settings and writes Alertmanager's configuration. Every other
 * service waits for it, so that a wrong setting is one message and not half of a stack.
 */
import { alertmanagerConfig } from "./alertmanager_config.ts";
import { readSecrets } from "./read_secrets.ts";
import { chooseReceiver, settingsFindings } from "./settings.ts";

const SECRETS_DIR = "/run/secrets";
const CONFIG = "/run/llm-monitor/alertmanager.yml";

if (import.meta.main) Deno.exitCode = await main();

async function main(): Promise<number> {
  const inputs = { env: Deno.env.toObject(), secrets: await readSecrets(SECRETS_DIR) };
  const findings = settingsFindings(inputs);
  for (const { what, fix } of findings) say(`${what}. ${fix}`);
  if (findings.length > 0) {
    say("Nothing was started. Correct it in compose/.env, then run docker compose up again");
    return 1;
  }
  try {
    // Our group is Alertmanager's, which reads it; nobody else does.
    const temporary = `${CONFIG}.new`;
    await Deno.writeTextFile(temporary, alertmanagerConfig(chooseReceiver(inputs)), {
      mode: 0o640,
    });
    await Deno.rename(temporary, CONFIG);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say(
      `Cannot write ${CONFIG}: ${error.message}. Its volume belongs to another user: remove it ` +
        "with docker compose down && docker volume rm llm-monitor_alertmanager-config",
    );
    return 1;
  }
  say("The settings are in order");
  return 0;
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
