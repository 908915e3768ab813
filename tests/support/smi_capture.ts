/** Captures of nvidia-smi by nvidia_gpu_exporter, in ../shared/fixtures/gpu. */

const CAPTURES = new URL("../../../shared/fixtures/gpu/", import.meta.url);

export async function readCapture(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, CAPTURES));
}

export async function captureNames(ending: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(CAPTURES)) if (name.endsWith(ending)) names.push(name);
  return names.sort();
}

/** The output of one command of a capture, by the beginning of its title. */
export function sectionOf(text: string, title: string): string {
  // A frame of #, the title, the command, a frame.
  const parts = text.split(/^#{80}\n(# .*\n(?:# .*\n)*)#{80}\n/m);
  const index = parts.findIndex((part) => part.startsWith(`# ${title}`));
  return index === -1 ? "" : `${parts[index + 1]?.trim() ?? ""}\n`;
}

/** CSV without the units in its header. */
export function withBareHeader(csv: string): string {
  const end = csv.indexOf("\n");
  return csv.slice(0, end).replaceAll(/ \[[^\]]*\]/g, "") + csv.slice(end);
}
