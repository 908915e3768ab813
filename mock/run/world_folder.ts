import { projectDir } from "../../runtime/cli/project_dir.ts";
import { sensorFiles, statWorld } from "../machine/disk_files.ts";
import { procFiles } from "../machine/proc_files.ts";
import type { World } from "../sim/world.ts";
import { KernelLog } from "../gpu/kernel_log.ts";
import { pluginSettings } from "../write/plugin_settings.ts";
import type { Address } from "../write/world_network.ts";
import { FileStore } from "./file_store.ts";
import { GpuCommands, installCommand } from "./gpu_commands.ts";
import { removeIfThere } from "./path_error.ts";

/** Everything of a world that lies in files, below a temporary folder. */
export class WorldFolder {
  readonly dir: string;
  readonly #world: World;
  readonly #gpus: GpuCommands;
  readonly #store: FileStore;
  readonly #log = new KernelLog();

  private constructor(dir: string, world: World, gpus: GpuCommands) {
    this.dir = dir;
    this.#world = world;
    this.#gpus = gpus;
    this.#store = new FileStore(dir);
  }

  static async create(world: World): Promise<WorldFolder> {
    // The kernel follows no link out of the folders that it is given.
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-mock-" }));
    try {
      const gpus = await GpuCommands.install(`${dir}/bin`, world);
      await installCommand("stat", `${dir}/bin`);
      const folder = new WorldFolder(dir, world, gpus);
      for (const { mountpoint } of world.spec.machine.disks) {
        await Deno.mkdir(`${dir}/root${mountpoint}`, { recursive: true });
      }
      await folder.update();
      return folder;
    } catch (error) {
      await Deno.remove(dir, { recursive: true });
      throw error;
    }
  }

  /** The folder with the commands, to be put first on PATH. */
  get bin(): string {
    return `${this.dir}/bin`;
  }

  get dockerSocket(): string {
    return `${this.dir}/docker.sock`;
  }

  get configFile(): string {
    return `${this.dir}/config.yaml`;
  }

  /** Writes what changed in the world. */
  async update(): Promise<void> {
    await this.#gpus.update();
    // The kernel's log grows: whoever reads it goes on from where it was.
    const lines = this.#log.next(this.#world, Deno.osUptime());
    await Deno.writeTextFile(`${this.dir}/kmsg`, lines, { append: true });
    await this.#store.write("proc", procFiles(this.#world));
    await this.#store.write("sys", sensorFiles(this.#world));
    await this.#store.write("bin", { "stat.world": statWorld(this.#world, `${this.dir}/root`) });
  }

  /** Writes the monitor's configuration; its text is YAML, of which JSON is a part. */
  async writeConfig(
    { host, port, addresses }: {
      host: string;
      port: number;
      /** Of the LLM servers. */
      addresses: readonly Address[];
    },
  ): Promise<void> {
    // Short, so that one sees it move; but a collection may take no longer than that.
    const interval = "2500ms";
    const settings = pluginSettings(addresses);
    const config = {
      server: { host, port },
      plugins: {
        dir: `${projectDir()}/plugins`,
        // Each question to nvidia-smi is a process, which a busy machine takes its time for.
        gpu: { interval: "6s", timeout: "6s", ...settings.gpu },
        docker: { interval, ...settings.docker },
        system: { interval, ...settings.system },
        llm: { interval, ...settings.llm },
      },
      state: { dir: `${this.dir}/state` },
      supervisor: { minInterval: "1s", inactiveInterval: "5s" },
      services: {
        facts: {
          procRoot: `${this.dir}/proc`,
          sysRoot: `${this.dir}/sys`,
          rootfs: `${this.dir}/root`,
        },
        docker: { host: `unix://${this.dockerSocket}` },
        kmsg: { path: `${this.dir}/kmsg` },
        exec: { timeout: "5s" },
      },
    };
    await Deno.writeTextFile(this.configFile, `${JSON.stringify(config, null, 2)}\n`);
  }

  async remove(): Promise<void> {
    await removeIfThere(this.dir);
  }
}
