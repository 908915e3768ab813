import { dirname } from "node:path";

/** Writes files in one step each, and only those that changed. */
export class FileStore {
  readonly #dir: string;
  readonly #written = new Map<string, string>();
  readonly #folders = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Writes files by their path below a folder of its own. */
  async write(below: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = `${this.#dir}/${below}/${name}`;
      if (this.#written.get(path) === text) continue;
      const folder = dirname(path);
      if (!this.#folders.has(folder)) await Deno.mkdir(folder, { recursive: true });
      this.#folders.add(folder);
      // Readers see the old file or the new one, never a half.
      const temporary = `${path}.new`;
      await Deno.writeTextFile(temporary, text);
      await Deno.rename(temporary, path);
      this.#written.set(path, text);
    }
  }
}
