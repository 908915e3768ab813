import { removeCopy } from "../../runtime/kernel/artifacts/stage.ts";

/** A plugins folder and a configuration of a test's own, below a temporary folder. */

/** The parts of a plugin that a test wants to be special. */
export interface PluginText {
  /** The body of `collect`, with `context`, `FamilySet` and `inactive` at hand. */
  readonly collect?: string;
  /** Statements in front of it, at the module's top. */
  readonly top?: string;
  /** Lines of plugin.yaml after the usual ones. */
  readonly manifest?: string;
  readonly version?: string;
}

/** One temporary project. */
export class TempProject {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<TempProject> {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-test-" });
    await Deno.mkdir(`${dir}/plugins`);
    const project = new TempProject(dir);
    await project.writeConfig("");
    return project;
  }

  get pluginsDir(): string {
    return `${this.dir}/plugins`;
  }

  get configFile(): string {
    return `${this.dir}/config.yaml`;
  }

  /** Writes config.yaml; without a `server:` of its own it listens on a free port. */
  async writeConfig(text: string): Promise<void> {
    const server = /^server:/m.test(text) ? "" : "server: { port: 0 }\n";
    await Deno.writeTextFile(this.configFile, `${server}${text}`);
  }

  /** Writes one file of a plugin, in one step, as editors do. */
  async writeFile(plugin: string, file: string, text: string): Promise<void> {
    await Deno.mkdir(`${this.pluginsDir}/${plugin}`, { recursive: true });
    const temporary = `${this.dir}/${crypto.randomUUID()}`;
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, `${this.pluginsDir}/${plugin}/${file}`);
  }

  /** Writes a whole plugin, which has the gauge `llm_monitor_<name>_value_ratio`. */
  async writePlugin(name: string, text: PluginText = {}): Promise<void> {
    await this.writeFile(name, "mod.ts", renderModule(name, text));
    await this.writeFile(name, "plugin.yaml", renderManifest(name, text));
  }

  async removePlugin(name: string): Promise<void> {
    await Deno.remove(`${this.pluginsDir}/${name}`, { recursive: true });
  }

  async remove(): Promise<void> {
    // One that was killed left folders closed that only root removes as they are.
    await removeCopy(this.dir);
  }
}

function renderModule(name: string, { collect, top = "" }: PluginText): string {
  const body = collect ??
    `return new FamilySet().gauge("llm_monitor_${name}_value_ratio", {}, 0.5).families();`;
  return `import { definePlugin, FamilySet, inactive } from "@llm-monitor/sdk";
void inactive;
${top}
export default definePlugin({
  async collect(context) {
    void context; void FamilySet;
    ${body}
  },
});
`;
}

function renderManifest(name: string, { manifest = "", version = "1.0.0" }: PluginText): string {
  return `apiVersion: 1
name: ${name}
version: ${version}
description: A plugin of a test
interval: 5s
timeout: 2s
metrics:
  - { name: llm_monitor_${name}_value_ratio, type: gauge, help: A value. }
${manifest}`;
}
