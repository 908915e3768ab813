/** A file of the repository. */
export interface SourceFile {
  /** Relative to the repository's folder. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set([".git", ".llm-monitor", "node_modules", "coverage", "testdata"]);

/** The repository's folder. */
export const REPO = decodeURIComponent(new URL("../..", import.meta.url).pathname)
  .replace(/\/$/, "");

/** Every file below `folder` whose name ends so, in the order of their paths. */
export async function sourceFiles(folder: string, ending: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of await pathsBelow(folder)) {
    if (path.endsWith(ending)) {
      files.push({ path, text: await Deno.readTextFile(`${REPO}/${path}`) });
    }
  }
  return files;
}

/** The code of the repository, without the programs that are bad on purpose. */
export async function codeFiles(): Promise<SourceFile[]> {
  const folders = ["runtime", "plugins", "tests", "mock", "dashboards", "compose"];
  const files = await Promise.all(folders.map((folder) => sourceFiles(folder, ".ts")));
  return files.flat().filter(({ path }) => !path.startsWith("tests/fixtures/"));
}

/** Returns whether a file is a test, or serves tests alone. */
export function isTest(path: string): boolean {
  return path.endsWith("_test.ts") || path.startsWith("tests/");
}

async function pathsBelow(folder: string): Promise<string[]> {
  const paths: string[] = [];
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(`${REPO}/${folder}`));
  } catch (error) {
    // Not every folder of the plan is there yet.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  for (const { name, isDirectory } of entries) {
    if (SKIPPED.has(name)) continue;
    const path = folder === "." ? name : `${folder}/${name}`;
    if (isDirectory) paths.push(...await pathsBelow(path));
    else paths.push(path);
  }
  return paths.sort();
}
