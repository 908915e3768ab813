import type { Page } from "./index_documents.ts";

/**
 * Reads the pages that come with the project: docs/ and the README of each plugin. They are the one place
 * where a thing is explained, so no network and no running instance is needed.
 */
export async function readDocuments(
  projectDir: string,
  pluginsDir: string,
): Promise<Page[]> {
  const docs = await namesIn(`${projectDir}/docs`);
  const plugins = await namesIn(pluginsDir);
  const files = [
    ...docs.filter((name) => name.endsWith(".md")).map((name) => ({
      path: `docs/${name}`,
      file: `${projectDir}/docs/${name}`,
    })),
    ...plugins.map((name) => ({
      path: `plugins/${name}/README.md`,
      file: `${pluginsDir}/${name}/README.md`,
    })),
  ];
  const pages = await Promise.all(files.map(async ({ path, file }) => {
    const text = await readIfText(file);
    return text === undefined ? [] : [{ path, text }];
  }));
  return pages.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}

/** A page that is missing or may not be read explains nothing. */
async function readIfText(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch {
    return undefined;
  }
}
