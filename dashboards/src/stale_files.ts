import { readIfThere } from "../../runtime/cli/gen/generated_file.ts";

/** A file that is not as it has to be. */
export interface StaleFile {
  readonly path: string;
  /** Its text as it has to be; undefined when nothing generates it any more. */
  readonly text: string | undefined;
  /** Its text as it is; undefined when it is missing. */
  readonly found: string | undefined;
}

/** Folders that hold generated files alone, and how their names end. */
const FOLDERS = [["dashboards/boards", ".json"], ["dashboards/rules", ".yml"]] as const;

/** Compares what is generated with what lies in the repository's folder. */
export async function staleFiles(
  root: string,
  wanted: ReadonlyMap<string, string>,
): Promise<StaleFile[]> {
  const stale: StaleFile[] = [];
  for (const [path, text] of wanted) {
    const found = await readIfThere(`${root}/${path}`);
    if (found !== text) stale.push({ path, text, found });
  }
  for (const [folder, ending] of FOLDERS) {
    for await (const { name } of Deno.readDir(`${root}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (!name.endsWith(ending) || wanted.has(path)) continue;
      stale.push({ path, text: undefined, found: await readIfThere(`${root}/${path}`) });
    }
  }
  return stale;
}
