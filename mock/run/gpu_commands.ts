import { amdFiles } from "../gpu/amd_files.ts";
import { nvidiaFiles } from "../gpu/nvidia_files.ts";
import type { NvidiaTemplate } from "../gpu/nvidia_files.ts";
import type { World } from "../sim/world.ts";
import { FileStore } from "./file_store.ts";

const MOCK = decodeURIComponent(new URL("..", import.meta.url).pathname);
const STILL = `${MOCK}worlds/default/nvidia-smi`;
const STILL_FILES = [
  "aliases.csv",
  "dmon-help.txt",
  "list.txt",
  "nvlink-errors.txt",
  "nvlink-state.txt",
  "nvlink.txt",
  "version.txt",
];

/** Reads the files of the cards that stand still, by name, and those that moving ones are made from. */
export async function stillFiles(): Promise<Record<string, string>> {
  const names = [...STILL_FILES, "gpus.csv", "query.xml"];
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(`${STILL}/${name}`)));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""]));
}

/** The fake commands of the cards' vendors in a folder, with the files that they answer from. */
export class GpuCommands {
  readonly #bin: string;
  readonly #world: World;
  readonly #store: FileStore;
  readonly #template: NvidiaTemplate;

  private constructor(bin: string, world: World, template: NvidiaTemplate) {
    this.#bin = bin;
    this.#world = world;
    this.#store = new FileStore(bin);
    this.#template = template;
  }

  /**
   * Puts the commands into a folder, which is made where it is not there.
   *
   * @throws {Deno.errors.AlreadyExists} when there is such a command in it.
   */
  static async install(bin: string, world: World): Promise<GpuCommands> {
    const commands = new GpuCommands(bin, world, {
      gpus: await Deno.readTextFile(`${STILL}/gpus.csv`),
      queryXml: await Deno.readTextFile(`${STILL}/query.xml`),
    });
    await Deno.mkdir(bin, { recursive: true });
    for (const name of commands.#names) await refuseFile(`${bin}/${name}`);
    await Deno.mkdir(`${bin}/nvidia-smi.world`, { recursive: true });
    for (const name of STILL_FILES) {
      await Deno.copyFile(`${STILL}/${name}`, `${bin}/nvidia-smi.world/${name}`);
    }
    await commands.update();
    for (const name of commands.#names) await installCommand(name, bin);
    return commands;
  }

  /** Takes away what was put there, as far as it is still there. */
  async remove(): Promise<void> {
    for (const name of this.#names) {
      for (const file of [name, `${name}.world`]) {
        try {
          await Deno.remove(`${this.#bin}/${file}`, { recursive: true });
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
    }
  }

  /** Writes what changed in the world. */
  async update(): Promise<void> {
    await this.#store.write(below("nvidia-smi.world", nvidiaFiles(this.#world, this.#template)));
    if (this.#hasAmd) await this.#store.write(below("amd-smi.world", amdFiles(this.#world)));
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

/** Looks first, so that nothing of another mock's is overwritten. */
async function refuseFile(path: string): Promise<void> {
  try {
    await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new Deno.errors.AlreadyExists(path);
}

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}
