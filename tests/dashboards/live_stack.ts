/** Parts of a stack of processes that lives for one test. */
import { REPO } from "../repo/source_files.ts";
import { RULE_NAMES } from "./promtool.ts";

/** The length of each wait of an alert here; the expressions are those of the repository. */
const FAST = "2s";

/** Writes every rule with its waits cut, and evaluated as often as all others. */
export async function copyFastRules(dir: string): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  for (const name of RULE_NAMES) {
    const text = await Deno.readTextFile(`${REPO}/dashboards/rules/${name}.yml`);
    const fast = text.replaceAll(/^( +(?:for|keep_firing_for)): \w+$/gm, `$1: ${FAST}`)
      .replaceAll(/^( {4}interval): \w+$/gm, `$1: ${FAST}`);
    await Deno.writeTextFile(`${dir}/${name}.yml`, fast);
  }
}

/** Starts a server; the answer ends it. */
export function startServer(program: string, args: readonly string[]): () => Promise<void> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return async () => {
    child.kill("SIGTERM");
    await child.status;
  };
}
