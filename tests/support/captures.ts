import { leaveOut } from "./leave_out.ts";

/** Captures of real engines and tools, in a folder that not every machine has. */
const CAPTURES = new URL("../../../shared/fixtures/", import.meta.url);

/** Returns whether tests over captures have to be left out: the folder with them is not there. */
export function lacksCaptures(folder = ""): boolean {
  try {
    if (Deno.statSync(new URL(folder, CAPTURES)).isDirectory) return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return leaveOut(`the captures are not there; put them into ../shared/fixtures/${folder}`);
}

/** Reads one capture, such as `llm/vllm/version_datadog.json`. */
export async function readCapture(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, CAPTURES));
}
