import { amdFiles } from "../gpu/amd_files.ts";
import { nvidiaFiles } from "../gpu/nvidia_files.ts";
import type { NvidiaTemplate } from "../gpu/nvidia_files.ts";
import type { World } from "../sim/world.ts";
import { FileStore } from "./file_store.ts";

const MOCK = decodeURIComponent(new URL("..", import.meta.url).pathname);
const STILL = `${MOCK}worlds/default/nvidia-smi`;
const STILL_FILES = ["aliases.csv", "list.txt", "nvlink.txt", "version.txt"];

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

  /** Puts the commands into a folder, which is made where it is not there. */
  static async install(bin: string, world: World): Promise<GpuCommands> {
    const commands = new GpuCommands(bin, world, {
      gpus: await Deno.readTextFile(`${STILL}/gpus.csv`),
      queryXml: await Deno.readTextFile(`${STILL}/query.xml`),
    });
    await Deno.mkdir(`${bin}/nvidia-smi.world`, { recursive: true });
    for (const name of STILL_FILES) {
      await Deno.copyFile(`${STILL}/${name}`, `${bin}/nvidia-smi.world/${name}`);
    }
    await commands.update();
    await installCommand("nvidia-smi", bin);
    if (commands.#hasAmd) await installCommand("amd-smi", bin);
    return commands;
  }

  /** Names of what was put there. */
  get files(): readonly string[] {
    const names = ["nvidia-smi", ...this.#hasAmd ? ["amd-smi"] : []];
    return names.flatMap((name) => [`${this.#bin}/${name}`, `${this.#bin}/${name}.world`]);
  }

  /** Writes what changed in the world. */
  async update(): Promise<void> {
    await this.#store.write(below("nvidia-smi.world", nvidiaFiles(this.#world, this.#template)));
    if (this.#hasAmd) await this.#store.write(below("amd-smi.world", amdFiles(this.#world)));
  }

  get #hasAmd(): boolean {
    return this.#world.cards.some(({ spec }) => spec.vendor === "amd");
  }
}

/** Links one of the mock's commands into a folder. */
export async function installCommand(name: string, bin: string): Promise<void> {
  await Deno.symlink(`${MOCK}bin/${name}`, `${bin}/${name}`);
}

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}
