import type { TempProject } from "../support/temp_project.ts";

const ZOO = new URL("../fixtures/bad_plugins/", import.meta.url);

/** One for every kind of misbehaviour that goes on for as long as it is let. */
export const KINDS: readonly string[] = [
  "loops",
  "waits",
  "exits",
  "throws",
  "hoards_heap",
  "hoards_buffers",
  "floods_output",
  "floods_console",
  "floods_logs",
  "floods_calls",
  "lies",
];

/** Every folder of the zoo. */
export async function badPluginNames(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(ZOO));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
}

/** Puts a bad plugin into a project, with its placeholders filled in; it may be called otherwise. */
export async function addBadPlugin(
  project: TempProject,
  name: string,
  placeholders: Readonly<Record<string, string>> = {},
  folder = name,
): Promise<void> {
  const fill = (text: string) =>
    Object.entries({ ...placeholders, [name]: folder })
      .reduce((all, [key, value]) => all.replaceAll(key, value), text);
  // What many of them need lies beside the folders, and is copied into each.
  for (const dir of [ZOO, new URL(`${name}/`, ZOO)]) {
    for await (const { name: file, isFile } of Deno.readDir(dir)) {
      if (!isFile) continue;
      await project.writeFile(folder, file, fill(await Deno.readTextFile(new URL(file, dir))));
    }
  }
}

/** Returns what the attempts of a plugin reached, by their names. */
export function readReached(metrics: string, name: string): Map<string, number> {
  const pattern = new RegExp(`^llm_monitor_${name}_reached\\{attempt="([^"]*)"\\} (\\d)$`, "gm");
  return new Map([...metrics.matchAll(pattern)].map(([, attempt = "", value]) => [
    attempt,
    Number(value),
  ]));
}
