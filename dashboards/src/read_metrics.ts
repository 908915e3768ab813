import { readManifest } from "../../runtime/kernel/catalog/read_manifest.ts";
import { SELF_DECLARATIONS } from "../../runtime/host/exposition/self_declarations.ts";
import { knownFamily, MetricCatalog } from "./metrics.ts";
import type { KnownFamily } from "./metrics.ts";

const HOST_SOURCE = "runtime/host/exposition/self_declarations.ts";

/**
 * Reads the manifests of all plugins and the host's own list.
 *
 * @throws {IssuesError} when a manifest cannot be read.
 */
export async function readMetrics(projectDir: string): Promise<MetricCatalog> {
  const families: KnownFamily[] = Object.values(SELF_DECLARATIONS)
    .map((declaration) => knownFamily(declaration, HOST_SOURCE));
  for (const name of await pluginNames(`${projectDir}/plugins`)) {
    const displayFile = `plugins/${name}/plugin.yaml`;
    const { manifest } = await readManifest(`${projectDir}/plugins/${name}`, { displayFile });
    families.push(...manifest.metrics.map((declared) => knownFamily(declared, displayFile)));
  }
  return new MetricCatalog(families);
}

/** Plugins that ship; the template for new ones has metrics of nothing. */
async function pluginNames(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.filter(({ isDirectory, name }) => isDirectory && /^[a-z]/.test(name))
    .map(({ name }) => name).sort();
}
