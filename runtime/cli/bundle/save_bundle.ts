import { CodedError, refusalText } from "../../contract/errors.ts";
import { formatTable } from "../table.ts";
import { BUNDLE_FILES } from "./bundle_files.ts";
import type { TarFile } from "./tar.ts";

/** A file that is claimed before anything is gathered, and is gone again where nothing came of it. */
export class BundleFile implements Disposable {
  readonly path: string;
  #isSaved = false;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the file, for its owner alone.
   *
   * @throws {CodedError} `bundle_unwritable`, also where something of that name is there already.
   */
  static async claim(path: string): Promise<BundleFile> {
    try {
      const file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
      file.close();
      return new BundleFile(path);
    } catch (cause) {
      const isThere = cause instanceof Deno.errors.AlreadyExists;
      const why = isThere ? "it already exists" : refusalText(cause);
      throw new CodedError("bundle_unwritable", `Cannot write ${path}: ${why}`, {
        cause,
        hint: isThere
          ? "Give another name, or remove it"
          : "Give a file in a folder that you can write to",
      });
    }
  }

  /** @throws {CodedError} `bundle_unwritable`. */
  async save(archive: Uint8Array): Promise<void> {
    try {
      await Deno.writeFile(this.path, archive, { mode: 0o600 });
      this.#isSaved = true;
    } catch (cause) {
      const message = `Cannot write ${this.path}: ${refusalText(cause)}`;
      throw new CodedError("bundle_unwritable", message, { cause });
    }
  }

  [Symbol.dispose](): void {
    if (this.#isSaved) return;
    try {
      Deno.removeSync(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Prints what is in a bundle, for the person who decides whether to send it. */
export function printContents(
  { path, files, counts, leftOut }: {
    readonly path: string;
    readonly files: readonly TarFile[];
    /** Names and addresses that were replaced, by kind. */
    readonly counts: Readonly<Record<string, number>>;
    readonly leftOut: readonly string[];
  },
  say: (line: string) => void,
): void {
  const rows = files.map(({ name, bytes }) => [
    `  ${name}`,
    `${(bytes.length / 1024).toFixed(1)} KiB`,
    BUNDLE_FILES[name] ?? "",
  ]);
  say("");
  say(`Wrote ${path}:`);
  for (const line of formatTable(rows)) say(line);
  const replaced = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`).join(", ");
  say(`Replaced: ${replaced === "" ? "nothing" : replaced}; keys and tokens were removed.`);
  for (const text of leftOut.slice(0, 20)) say(`Left out: ${text}`);
  if (leftOut.length > 20) say(`Left out: ${leftOut.length - 20} more, see bundle.json`);
  say(`Look before you send it: tar -xOf ${path} | less`);
}
