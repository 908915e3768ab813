import { sectionOf } from "./smi_capture.ts";

const MOCK = new URL("../../mock/", import.meta.url).pathname;

/**
 * A fake nvidia-smi with a world of its own, in a folder to be put on the PATH. The world begins as
 * the mock's default one.
 */
export class GpuWorld {
  /** The folder with the command. */
  readonly bin: string;
  readonly #world: string;

  constructor(bin: string) {
    this.bin = bin;
    this.#world = `${bin}/nvidia-smi.world`;
  }

  static async create(): Promise<GpuWorld> {
    const world = new GpuWorld(await Deno.makeTempDir({ prefix: "llm-monitor-gpus-" }));
    await Deno.chmod(world.bin, 0o755);
    await Deno.mkdir(world.#world);
    for await (const { name } of Deno.readDir(`${MOCK}worlds/default/nvidia-smi`)) {
      await Deno.copyFile(`${MOCK}worlds/default/nvidia-smi/${name}`, `${world.#world}/${name}`);
    }
    await world.install();
    return world;
  }

  /**
   * Makes it the machine of a capture (its text), idle or under load. It has no answer to what captures
   * lack: `-q -x`, `nvlink -gt d` and `-e`, and the performance monitors of `dmon`.
   *
   * @throws {Error} when the text is no capture.
   */
  async become(capture: string, state: "idle" | "load"): Promise<void> {
    const files = {
      "gpus.csv": sectionOf(capture, `${state} :: query-gpu (`),
      "compute-apps.csv": sectionOf(capture, `${state} :: query-compute-apps`),
      "help.txt": sectionOf(capture, "capabilities :: help-query-gpu"),
      "list.txt": sectionOf(capture, "capabilities :: list"),
      "version.txt": sectionOf(capture, "capabilities :: version"),
      "nvlink-state.txt": sectionOf(capture, "capabilities :: nvlink -s"),
    };
    for (const [file, text] of Object.entries(files)) {
      if (text.trim() === "") {
        throw new Error(`Cannot read the capture: it has nothing for ${file}`);
      }
      await this.replace(file, () => text);
    }
    const missing = ["query.xml", "nvlink.txt", "nvlink-errors.txt", "pmon.csv"];
    for (const file of [...missing, "dmon.csv", "dmon-help.txt"]) await this.#removeIfThere(file);
  }

  /** The PATH with the command in front of everything else. */
  get path(): string {
    return `${this.bin}:${Deno.env.get("PATH") ?? ""}`;
  }

  /** Puts the command there, as the driver's package would. */
  async install(): Promise<void> {
    await Deno.symlink(`${MOCK}bin/nvidia-smi`, `${this.bin}/nvidia-smi`);
  }

  async uninstall(): Promise<void> {
    await Deno.remove(`${this.bin}/nvidia-smi`);
  }

  /** Sets the faults from now on, as in the contract of mock/bin/nvidia-smi; nothing when empty. */
  async setFaults(text: string): Promise<void> {
    await this.replace("faults", () => text);
  }

  /** Makes these the cards: CSV as of gpus.csv in the contract of mock/bin/nvidia-smi. */
  async setGpus(csv: string): Promise<void> {
    await this.replace("gpus.csv", () => csv);
  }

  /** Replaces a file of the world in one step. */
  async replace(file: string, change: (text: string) => string): Promise<void> {
    const path = `${this.#world}/${file}`;
    const temporary = `${path}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(temporary, change(await readIfThere(path)));
    await Deno.rename(temporary, path);
  }

  async remove(): Promise<void> {
    await Deno.remove(this.bin, { recursive: true });
  }

  async #removeIfThere(file: string): Promise<void> {
    try {
      await Deno.remove(`${this.#world}/${file}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
