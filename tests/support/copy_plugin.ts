const ROOT = new URL("../..", import.meta.url).pathname;

/** Copies a bundled plugin with its approval into a project's folder. */
export async function copyPlugin(name: string, project: { readonly dir: string }): Promise<void> {
  await copyFolder(`${ROOT}plugins/${name}`, `${project.dir}/plugins/${name}`);
  await Deno.copyFile(`${ROOT}plugins.lock.json`, `${project.dir}/plugins.lock.json`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else await Deno.copyFile(source, target);
  }
}
