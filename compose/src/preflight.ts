/**
 * The stack's first service: checks the settings and the volumes, and writes Alertmanager's configuration.
 * Every other service waits for it, so that a wrong setting is one message and not half of a stack.
 */
import { alertmanagerConfig } from "./alertmanager_config.ts";
import { DATA_VOLUMES } from "./data_volumes.ts";
import { readSecrets } from "./read_secrets.ts";
import { chooseReceiver, settingsFindings } from "./settings.ts";
import { volumeFindings } from "./volume_findings.ts";
import type { Ownership } from "./volume_findings.ts";

const SECRETS_DIR = "/run/secrets";
const CONFIG = "/run/llm-monitor/alertmanager.yml";

if (import.meta.main) Deno.exitCode = await main();

async function main(): Promise<number> {
  const inputs = { env: Deno.env.toObject(), secrets: await readSecrets(SECRETS_DIR) };
  const findings = [
    ...settingsFindings(inputs),
    ...volumeFindings({ volumes: DATA_VOLUMES, env: inputs.env, read: readOwnership }),
  ];
  for (const { what, fix } of findings) say(`${what}. ${fix}`);
  if (findings.length > 0) {
    say(
      "Nothing was started. Correct it, then run docker compose up again; settings are in compose/.env",
    );
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

function readOwnership(path: string): Ownership | undefined {
  try {
    const { uid, gid, mode } = Deno.statSync(path);
    if (uid === null || gid === null || mode === null) return undefined;
    return { uid, gid, mode };
  } catch (error) {
    // What only its owner may look into is the owner's affair.
    const isUnseen = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (isUnseen) return undefined;
    throw error;
  }
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
