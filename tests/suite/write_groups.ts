/** The name of the test that stands for a file whose top level fails. */
export const OUTSIDE = "(an error outside of its tests)";

/**
 * Writes modules that import some of the test files each, and returns their paths. `deno test` has an
 * isolate for each module that it is given, and what the files of a group import is loaded there once:
 * of hundreds of small files, loading is most of the work.
 */
export async function writeGroups(
  files: readonly string[],
  { root, dir, count }: { root: string; dir: string; count: number },
): Promise<string[]> {
  const groups = Array.from(
    { length: Math.min(count, files.length) },
    (_, index) => files.filter((_file, place) => place % count === index),
  );
  return await Promise.all(groups.map(async (group, index) => {
    const path = `${dir}/group_${index + 1}_test.ts`;
    await Deno.writeTextFile(path, group.map((file) => importLine(file, root)).join(""));
    return path;
  }));
}

/** Imports a file so that its failure is that of a test, and the others of its group run all the same. */
function importLine(file: string, root: string): string {
  const [url, name] = [new URL(file, `file://${root}/`).href, `${file} ${OUTSIDE}`];
  return `try { await import(${JSON.stringify(url)}); }
catch (error) { Deno.test(${JSON.stringify(name)}, () => { throw error; }); }
`;
}
