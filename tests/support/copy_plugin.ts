import type { TempProject } from "./temp_project.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Copies a bundled plugin with its approval into a temporary project. */
export async function copyPlugin(name: string, project: TempProject): Promise<void> {
  await copyFolder(`${ROOT}plugins/${name}`, `${project.pluginsDir}/${name}`);
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
