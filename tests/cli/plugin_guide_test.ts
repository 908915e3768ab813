/** docs/plugin-in-five-minutes.md, word for word. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { ProjectFolder } from "./project_folder.ts";

const BLOCK = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;
const START = "deno task start";

Deno.test("the guide makes a plugin that is approved, runs, and is seen", async () => {
  await using project = await ProjectFolder.create();
  await using shell = await Shell.create(project.dir);
  const page = await Deno.readTextFile(`${REPO}/docs/plugin-in-five-minutes.md`);
  const output = new Map<string, string>();
  for (const [, language = "", path, text = ""] of page.matchAll(BLOCK)) {
    if (path !== undefined) await project.write(path, text);
    else if (language === "sh") {
      for (const line of text.trim().split("\n")) output.set(line, await shell.run(line));
    }
  }
  assert.match(output.get("deno task plugin diff threads") ?? "", /^\+ facts \/proc\/loadavg$/m);
  const shown = /^llm_monitor_threads_runnable \d+$/m;
  assert.match(output.get("deno task plugin test threads") ?? "", shown);
  assert.match(output.get("deno task metrics --plugin threads") ?? "", shown);
  assert.match(
    output.get("deno task plugin list") ?? "",
    /^threads +0\.1\.0 +(?:idle|collecting)/m,
  );
  assert.match(await (await fetch(shell.url)).text(), /threads/);
});

/** Runs lines of a page in a folder; an instance that a line starts runs on until the end. */
class Shell implements AsyncDisposable {
  readonly url: string;
  readonly #dir: string;
  readonly #env: Record<string, string>;
  readonly #tasks: Readonly<Record<string, string>>;
  #instance: Deno.ChildProcess | undefined;

  private constructor(dir: string, port: number, tasks: Readonly<Record<string, string>>) {
    this.#dir = dir;
    this.#tasks = tasks;
    this.#env = { NO_COLOR: "1", LLM_MONITOR_SERVER_PORT: String(port) };
    this.url = `http://127.0.0.1:${port}`;
  }

  static async create(dir: string): Promise<Shell> {
    const config = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`)) as {
      tasks: Record<string, string>;
    };
    return new Shell(dir, freePort(), config.tasks);
  }

  async run(line: string): Promise<string> {
    const command = this.#command(line);
    if (line === START) {
      this.#instance = command.spawn();
      await eventually("the instance is ready", () => this.#isReady());
      return "";
    }
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    assert.ok(success, `${line}\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }

  /** A line of the page, with the tasks of deno.json as if they were run in the project's folder. */
  #command(line: string): Deno.Command {
    const [, task = "", args = ""] = /^deno task (\S+)(.*)$/.exec(line) ?? [];
    const script = this.#tasks[task]?.replace("deno ", `exec '${Deno.execPath()}' `)
      .replace(/\bruntime\//, `${REPO}/runtime/`);
    return new Deno.Command("sh", {
      args: ["-c", script === undefined ? line : script + args],
      cwd: this.#dir,
      env: this.#env,
      stdin: "null",
      stdout: line === START ? "null" : "piped",
      stderr: line === START ? "null" : "piped",
    });
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/ready`);
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#instance?.kill("SIGTERM");
    await this.#instance?.status;
  }
}
