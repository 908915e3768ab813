/** The files below a folder, by their paths in it, sorted. */
export async function filesBelow(dir: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) files.push(...await filesBelow(`${dir}/${name}`, `${prefix}${name}/`));
    else files.push(`${prefix}${name}`);
  }
  return files.sort();
}
