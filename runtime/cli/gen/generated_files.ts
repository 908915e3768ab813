import { renderEnvExample } from "./render_env_example.ts";
import { readCoverage } from "./read_coverage.ts";
import { readManifest } from "../../kernel/catalog/read_manifest.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { configurationPage } from "./configuration_page.ts";
import { fleetPage } from "./fleet_page.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { metricsPage } from "./metrics_page.ts";
import { readmePage } from "./peers_table.ts";
import { pluginReadme } from "./plugin_readme.ts";
import { readStackVariables } from "./stack_variables.ts";
import { pluginsPage } from "./plugins_page.ts";

/**
 * Everything that is generated, as it is and as it has to be.
 *
 * @throws {IssuesError} when a manifest cannot be read.
 */
export async function generatedFiles(projectDir: string): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  const manifests: Manifest[] = [];
  for (const dir of await pluginFolders(`${projectDir}/plugins`)) {
    const { manifest } = await readManifest(dir);
    // A template is not a plugin yet.
    if (!dir.includes("/_")) manifests.push(manifest);
    files.push(await pluginReadme(dir, manifest, await readCoverage(dir)));
  }
  const current = await readIfThere(`${projectDir}/.env.example`);
  const stack = await readStackVariables(projectDir);
  files.push(
    { path: ".env.example", current, wanted: renderEnvExample(stack), missingBlocks: [] },
    await configurationPage(projectDir),
    await metricsPage(projectDir, manifests),
    await pluginsPage(projectDir),
    await fleetPage(projectDir),
    await readmePage(projectDir),
  );
  return files;
}

async function pluginFolders(pluginsDir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(pluginsDir));
  return entries.filter(({ isDirectory, name }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => `${pluginsDir}/${name}`).sort();
}
