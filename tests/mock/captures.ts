/** What real engines said, in a folder that not every machine has. */
const CAPTURES = new URL("../../../shared/fixtures/", import.meta.url);

/** Whether captures have to be left out; it says so aloud. */
export function lacksCaptures(): boolean {
  try {
    if (Deno.statSync(CAPTURES).isDirectory) return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const line = `Tests are left out: there are no captures in ${CAPTURES.pathname}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
  return true;
}

/** One capture, such as `llm/vllm/version_datadog.json`. */
export async function readCapture(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, CAPTURES));
}
