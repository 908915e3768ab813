import { REPO } from "../repo/source_files.ts";

/** The end of a command. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a configuration and plugins of its own; removed when it is disposed of. */
export class ProjectFolder implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<ProjectFolder> {
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm_monitor_cli_" }));
    await Deno.mkdir(`${dir}/plugins`);
    return new ProjectFolder(dir);
  }

  /** Writes a file, its folder included. */
  async write(path: string, text: string): Promise<void> {
    const file = `${this.dir}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }

  /** Adds a plugin with one metric and the given permissions, as YAML on one line. */
  async addPlugin(name: string, permissions = "{}"): Promise<void> {
    await this.write(
      `plugins/${name}/plugin.yaml`,
      `apiVersion: 1
name: ${name}
version: 1.0.0
description: A plugin of a test
permissions: ${permissions}
metrics:
  - {name: llm_monitor_${name}_up, type: gauge, help: Up.}
`,
    );
    await this.write(
      `plugins/${name}/mod.ts`,
      `export default { collect: () => Promise.resolve([
  { name: "llm_monitor_${name}_up", samples: [{ labels: {}, value: 1 }] },
]) };
`,
    );
  }

  /** Starts a file of runtime/cli with this folder as the current one. */
  spawn(script: string, ...args: string[]): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", `${REPO}/runtime/cli/${script}`, ...args],
      cwd: this.dir,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs a file of runtime/cli with this folder as the current one, to its end. */
  async run(script: string, ...args: string[]): Promise<CliResult> {
    const { code, stdout, stderr } = await this.spawn(script, ...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.dir, { recursive: true });
  }
}
