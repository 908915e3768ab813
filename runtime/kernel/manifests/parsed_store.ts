import { VERSION } from "../../contract/version.ts";
import { LIMITS } from "../../contract/limits.ts";
import { decodeJson } from "../../wire/decode_json.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import { readBounded } from "../config/read_bounded.ts";
import { checkParsed } from "./check_parsed.ts";
import { hashText } from "./hash_text.ts";

/** Beyond this many, those of before are removed: there are not so many plugins. */
const MAX_FILES = 500;

/** Parsed manifests in the state folder, by what they were parsed from: a later start parses nothing. */
export class ParsedStore {
  readonly #dir: string;

  /** @param dir ours alone, and there. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Returns what a text was parsed to before. */
  async get(text: string): Promise<ParsedYaml | undefined> {
    try {
      const file = await this.#findFile(text);
      const bytes = await readBounded(file, LIMITS.parsedManifestBytes, requireOurs);
      return bytes && checkParsed(decodeJson(bytes));
    } catch (error) {
      // Whatever is wrong with the file, it is made anew.
      return error instanceof Error ? undefined : Promise.reject(error);
    }
  }

  /** Keeps what a text was parsed to, where there is room for it. */
  async put(text: string, parsed: ParsedYaml): Promise<void> {
    const file = await this.#findFile(text);
    const temporary = `${file}.${crypto.randomUUID()}`;
    try {
      await this.#makeRoom();
      await Deno.writeTextFile(temporary, JSON.stringify(parsed), { createNew: true, mode: 0o600 });
      await Deno.rename(temporary, file);
    } catch {
      await Promise.allSettled([Deno.remove(temporary)]);
    }
  }

  async #makeRoom(): Promise<void> {
    const names = (await Array.fromAsync(Deno.readDir(this.#dir))).map(({ name }) => name);
    if (names.length < MAX_FILES) return;
    await Promise.allSettled(names.map((name) => Deno.remove(`${this.#dir}/${name}`)));
  }

  async #findFile(text: string): Promise<string> {
    const digest = await hashText(`${VERSION}\n${text}`);
    return `${this.#dir}/${digest}.json`;
  }
}

/** Whoever wrote there while the folder was open to them is not believed. */
function requireOurs({ uid }: Deno.FileInfo): void {
  if (uid !== Deno.uid()) throw new Error("It belongs to another user");
}
