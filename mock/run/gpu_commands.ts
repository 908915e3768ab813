import { CodedError } from "../../runtime/contract/errors.ts";
import { amdFiles } from "../gpu/amd_files.ts";
import { nvidiaFiles } from "../gpu/nvidia_files.ts";
import type { World } from "../sim/world.ts";
import { FileStore } from "./file_store.ts";
import { isThere, removeIfThere } from "./path_error.ts";

const MOCK = decodeURIComponent(new URL("..", import.meta.url).pathname);
const STILL = `${MOCK}worlds/default/nvidia-smi`;
const STILL_FILES = [
  "aliases.csv",
  "dmon-help.txt",
  "gpus.csv",
  "list.txt",
  "nvlink-errors.txt",
  "nvlink-state.txt",
  "nvlink.txt",
  "query.xml",
  "version.txt",
];

/** Reads the files of the cards that stand still, by name. */
export async function stillFiles(): Promise<Record<string, string>> {
  const files = STILL_FILES.map(async (name) =>
    [name, await Deno.readTextFile(`${STILL}/${name}`)] as const
  );
  return Object.fromEntries(await Promise.all(files));
}

/** The fake commands of the cards' vendors in a folder, with the files that they answer from. */
export class GpuCommands {
  readonly #bin: string;
  readonly #world: World;
  readonly #store: FileStore;
  readonly #still: Readonly<Record<string, string>>;

  private constructor(bin: string, world: World, still: Readonly<Record<string, string>>) {
    this.#bin = bin;
    this.#world = world;
    this.#store = new FileStore(bin);
    this.#still = still;
  }

  /**
   * Puts the commands into a folder, which is made where it is not there.
   *
   * @throws {CodedError} `usage` when there is such a command in it, which may be another mock's.
   */
  static async install(bin: string, world: World): Promise<GpuCommands> {
    const commands = new GpuCommands(bin, world, await stillFiles());
    await Deno.mkdir(bin, { recursive: true });
    for (const name of commands.#names) {
      if (!await isThere(`${bin}/${name}`)) continue;
      throw new CodedError("usage", `Cannot use --dir ${bin}: the commands already exist there`, {
        hint: "Remove them, or give another folder",
      });
    }
    await commands.update();
    for (const name of commands.#names) await installCommand(name, bin);
    return commands;
  }

  /** Takes away what was put there, as far as it is still there. */
  async remove(): Promise<void> {
    for (const name of this.#names) {
      for (const file of [name, `${name}.world`]) await removeIfThere(`${this.#bin}/${file}`);
    }
  }

  /** Writes what changed in the world. */
  async update(): Promise<void> {
    const moving = nvidiaFiles(this.#world, this.#still);
    await this.#store.write("nvidia-smi.world", { ...this.#still, ...moving });
    if (this.#hasAmd) await this.#store.write("amd-smi.world", amdFiles(this.#world));
  }

  get #names(): readonly string[] {
    return ["nvidia-smi", ...this.#hasAmd ? ["amd-smi"] : []];
  }

  get #hasAmd(): boolean {
    return this.#world.cards.some(({ spec }) => spec.vendor === "amd");
  }
}

/** Links one of the mock's commands into a folder. */
export async function installCommand(name: string, bin: string): Promise<void> {
  await Deno.symlink(`${MOCK}bin/${name}`, `${bin}/${name}`);
}
