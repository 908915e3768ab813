import { DockerEngine } from "../../support/docker_engine.ts";
import { z } from "../../../runtime/contract/zod.ts";
import { freePort } from "../../support/free_port.ts";
import { run } from "../../support/tools.ts";
import { REPO } from "../../repo/source_files.ts";
import { makeStandIns, TAGS } from "./images.ts";

/** The parts of the stack, from the project's folder. */
const PARTS = [
  ...["compose", "dashboards", "runtime", "plugins", "mock", "deno.json", "deno.lock"],
  ...["plugins.lock.json", "LICENSE", "README.md", ".dockerignore"],
];
/** Services whose image is there, or has a stand-in. */
export const SERVICES = ["runtime", "docker-proxy", "prometheus", "alertmanager"];

/** The stand-in for a registry: images by tag alone, packages over this machine's network, room for Deno. */
const OVERRIDE = `services:
  preflight: { build: { network: host } }
  runtime: { build: { network: host } }
  docker-proxy: { mem_limit: 160m }
`;

const RESULT = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

/** The stack in an engine of its own, over a copy of the project that a test may change. */
export class TestStack implements AsyncDisposable {
  readonly engine: DockerEngine;
  /** The copy of the project. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;

  readonly #files: readonly string[];

  private constructor(
    engine: DockerEngine,
    env: Readonly<Record<string, string>>,
    files: readonly string[],
  ) {
    this.engine = engine;
    this.dir = `${engine.dir}/project`;
    this.env = env;
    this.#files = files;
  }

  static async create(): Promise<TestStack> {
    const engine = await DockerEngine.start();
    try {
      await makeStandIns(engine);
      const stack = new TestStack(engine, {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: engine.dir,
        DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
        DOCKER_HOST: engine.host,
        DOCKER_SOCKET: engine.host.slice("unix://".length),
        COMPOSE_PROJECT_NAME: "llm-monitor",
        DENO_IMAGE: TAGS.deno,
        PROMETHEUS_IMAGE: TAGS.prometheus,
        ALERTMANAGER_IMAGE: TAGS.alertmanager,
        DOCKER_PROXY_IMAGE: TAGS.dockerProxy,
        GRAFANA_PORT: String(freePort()),
        PROMETHEUS_PORT: String(freePort()),
        LOKI_PORT: String(freePort()),
      }, ["compose.yaml", "compose.mock.yaml", "compose.test.yaml"]);
      await stack.#copyProject();
      return stack;
    } catch (error) {
      await engine.remove();
      throw error;
    }
  }

  /** The same stack with other variables. */
  with(env: Readonly<Record<string, string>>): TestStack {
    return new TestStack(this.engine, { ...this.env, ...env }, this.#files);
  }

  /** The same stack over this machine, not over a simulation. */
  withoutMock(): TestStack {
    const files = this.#files.filter((file) => file !== "compose.mock.yaml");
    return new TestStack(this.engine, this.env, files);
  }

  /** The same stack with further files. */
  over(...more: readonly string[]): TestStack {
    return new TestStack(this.engine, this.env, [...this.#files, ...more]);
  }

  /** Runs `deno task stack` of the copy. */
  async task(...args: string[]): Promise<{ code: number; output: string }> {
    return await run(Deno.execPath(), [
      ...["run", "-A", "--quiet", `${this.dir}/compose/src/stack.ts`],
      ...args,
    ], { cwd: this.dir, env: { ...this.env, NO_COLOR: "1" } });
  }

  /** Runs docker-compose. */
  async compose(...args: string[]): Promise<string> {
    const { code, output } = await this.tryCompose(...args);
    if (code !== 0) throw new Error(`Cannot run docker-compose ${args.join(" ")}: ${output}`);
    return output;
  }

  async tryCompose(...args: string[]): Promise<{ code: number; output: string }> {
    return await run("docker-compose", [
      ...this.#files.flatMap((file) => ["-f", `${this.dir}/compose/${file}`]),
      ...args,
    ], { cwd: this.dir, env: this.env });
  }

  /** The id of a service's container. */
  async findId(service: string): Promise<string> {
    return (await this.compose("ps", "-q", service)).trim().split("\n").at(-1) ?? "";
  }

  /** Runs a program in a service's container, whatever comes of it. */
  async exec(service: string, ...args: string[]): Promise<{ code: number; output: string }> {
    return await run("docker", [
      "-H",
      this.engine.host,
      "exec",
      await this.findId(service),
      ...args,
    ]);
  }

  /** The address of a service's container in one of the networks. */
  async findAddress(service: string, network: string): Promise<string> {
    const format = `{{(index .NetworkSettings.Networks "llm-monitor_${network}").IPAddress}}`;
    return await this.engine.docker("inspect", "-f", format, await this.findId(service));
  }

  /**
   * Asks from within Prometheus, by address: a static busybox cannot look names up, and its wget ends
   * badly where it is to watch the time itself.
   */
  async wget(url: string): Promise<{ code: number; output: string }> {
    return await this.exec("prometheus", "timeout", "5", "wget", "-q", "-O", "/dev/null", url);
  }

  /** Changes a file of the copy. */
  async edit(path: string, change: (text: string) => string): Promise<void> {
    const file = `${this.dir}/${path}`;
    const text = await Deno.readTextFile(file);
    const changed = change(text);
    if (changed === text) throw new Error(`The change of ${path} changes nothing`);
    await Deno.writeTextFile(file, changed);
  }

  /** Asks Prometheus at its published port, and returns the series of the answer. */
  async query(query: string): Promise<readonly unknown[]> {
    const address = `http://127.0.0.1:${this.env.PROMETHEUS_PORT}`;
    const response = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(query)}`);
    return RESULT.parse(await response.json()).data.result;
  }

  /** The memory of a service's container without what the system can take back, in bytes. */
  async readMemory(service: string): Promise<number> {
    const shown = await this.engine.docker(
      ...["stats", "--no-stream", "--format", "{{.MemUsage}}", await this.findId(service)],
    );
    const [, number = "", unit = ""] = /^([\d.]+)([KMG])iB/.exec(shown) ?? [];
    return Number(number) * 1024 ** (1 + "KMG".indexOf(unit));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.tryCompose("down", "-v", "-t", "5");
    } finally {
      await this.engine.remove();
    }
  }

  async #copyProject(): Promise<void> {
    await Deno.mkdir(this.dir);
    for (const part of PARTS) {
      const { code, output } = await run("cp", ["-r", `${REPO}/${part}`, this.dir]);
      if (code !== 0) throw new Error(`Cannot copy ${part}: ${output}`);
    }
    await Deno.mkdir(`${this.dir}/dashboards/rules`, { recursive: true });
    // Whose work the copy is of may have a stack of their own.
    await Promise.allSettled([
      Deno.remove(`${this.dir}/compose/.env`),
      Deno.remove(`${this.dir}/compose/secrets`, { recursive: true }),
    ]);
    await Deno.writeTextFile(`${this.dir}/compose/compose.test.yaml`, OVERRIDE);
  }
}
