import { eventually } from "./eventually.ts";
import { needs, needsRoot, run } from "./tools.ts";

/** Returns whether tests over a real engine have to be left out: it needs root, dockerd and busybox. */
export function lacksDocker(): boolean {
  if (needsRoot("a container engine of their own")) return true;
  const missing = [
    needs("dockerd", "docker.io"),
    needs("docker", "docker.io"),
    needs("busybox", "busybox-static"),
  ];
  return missing.includes(true);
}

/** A real engine of a test's own: socket, data and run-time folders below one temporary folder. */
export class DockerEngine {
  readonly dir: string;
  #child: Deno.ChildProcess | undefined;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Starts one with the image `busybox:test`. */
  static async start(): Promise<DockerEngine> {
    const engine = new DockerEngine(await Deno.makeTempDir({ prefix: "llm-monitor-docker-" }));
    await engine.up();
    await engine.#importImage();
    return engine;
  }

  get host(): string {
    return `unix://${this.dir}/docker.sock`;
  }

  /** Starts the engine; containers of an earlier time are still there. */
  async up(): Promise<void> {
    await Deno.writeTextFile(`${this.dir}/daemon.json`, "{}");
    this.#child = new Deno.Command("dockerd", {
      args: [
        `--host=${this.host}`,
        `--data-root=${this.dir}/data`,
        `--exec-root=${this.dir}/exec`,
        `--pidfile=${this.dir}/pid`,
        `--config-file=${this.dir}/daemon.json`,
        // Another engine on this machine has the default bridge.
        "--bridge=none",
        // Networks of engines that were killed keep the usual ones.
        `--default-address-pool=base=10.${100 + Deno.pid % 100}.0.0/16,size=24`,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await eventually("the engine answers", async () => {
      const { code } = await run("docker", ["-H", this.host, "version"]);
      return code === 0;
    }, 30_000);
  }

  /** Ends the engine as an operator would, and its containers with it. */
  async down(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGTERM");
    await child?.status;
  }

  /**
   * Runs one docker command.
   *
   * @throws {Error} when it fails, with what it said.
   */
  async docker(...args: string[]): Promise<string> {
    const { code, output } = await run("docker", ["-H", this.host, ...args]);
    if (code !== 0) throw new Error(`Cannot run docker ${args.join(" ")}: ${output}`);
    return output.trim();
  }

  /** Starts a container of busybox, and gives its id. */
  async container(
    name: string,
    script: string,
    options: readonly string[] = [],
  ): Promise<string> {
    const fixed = ["run", "-d", `--name=${name}`, "--network=none"];
    const network = options.some((option) => option.startsWith("--network")) ? -1 : fixed.length;
    const started = [...fixed.slice(0, network), ...options, "busybox:test", "sh", "-c", script];
    return (await this.docker(...started)).split("\n").at(-1) ?? "";
  }

  async remove(): Promise<void> {
    if (this.#child) {
      const all = await this.docker("ps", "-aq");
      if (all !== "") await this.docker("rm", "-f", ...all.split("\n"));
      // Their bridges would stay on this machine.
      await this.docker("network", "prune", "-f");
    }
    await this.down();
    await this.#unmountAll();
    await Deno.remove(this.dir, { recursive: true });
  }

  /** Takes away what an engine leaves mounted: namespaces, and roots of containers that saw all mounts. */
  async #unmountAll(): Promise<void> {
    const mounts = (await Deno.readTextFile("/proc/self/mounts")).split("\n")
      .map((line) => line.split(" ")[1] ?? "");
    for (const mount of mounts.reverse()) {
      if (mount.startsWith(`${this.dir}/`)) await run("umount", ["-l", mount]);
    }
  }

  async #importImage(): Promise<void> {
    const root = `${this.dir}/image`;
    await Deno.mkdir(`${root}/bin`, { recursive: true });
    const busybox = (await run("sh", ["-c", "command -v busybox"])).output.trim();
    await Deno.copyFile(busybox, `${root}/bin/busybox`);
    await Deno.chmod(`${root}/bin/busybox`, 0o755);
    for (
      const name of [
        "sh",
        "sleep",
        "dd",
        "cat",
        "true",
        "wget",
        "httpd",
        "mkdir",
        "tail",
        "nc",
        "printf",
      ]
    ) {
      await Deno.symlink("busybox", `${root}/bin/${name}`);
    }
    const made = await run("sh", [
      "-c",
      `tar -C ${root} -c . | docker -H ${this.host} import - busybox:test`,
    ]);
    if (made.code !== 0) throw new Error(`Cannot import the image: ${made.output}`);
  }
}

/** Runs a test against an engine of its own, and ends it whatever happens. */
export async function withDocker(test: (engine: DockerEngine) => Promise<void>): Promise<void> {
  const engine = await DockerEngine.start();
  try {
    await test(engine);
  } finally {
    await engine.remove();
  }
}
