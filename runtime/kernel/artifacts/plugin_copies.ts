import { CodedError, errorText } from "../../contract/errors.ts";
import type { Log } from "../../contract/log.ts";
import type { Candidate, PluginSpec } from "../../contract/syscall.ts";
import type { Layout } from "../config/layout.ts";
import type { Wrappers } from "../process/isolation/wrappers.ts";
import { pruneCopies, verifyStaged } from "./stage.ts";
import { describeFiles, setOpen, transpile } from "./transpile.ts";
import { GUEST_FOLDERS, transpileCommand } from "../process/guest/guest_command.ts";
import { runCommand } from "../process/child/run_command.ts";
import { SingleFlight } from "../../async/single_flight.ts";

/** Transpiling takes a tenth of a second; who imports what has no end gets none. */
const TRANSPILE_TIMEOUT_MS = 10_000;
/** The pause after a failed transpilation: a full disk, or no pid left, may be the cause. */
const RETRY_MS = 15 * 60_000;

/** The parts of the kernel that the copies use. */
export interface CopiesParts {
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  readonly ui: { readonly log: Log };
  readonly boot: { readonly denoVersion: string };
}

/** The files that guests run: the staged copies of their plugins, and the JavaScript that is made of them. */
export class PluginCopies {
  readonly #parts: CopiesParts;
  readonly #transpiling = new SingleFlight<boolean>();
  /** Copies with which guests were started. */
  readonly #closed = new Set<string>();
  /** Copies that could not be loaded, and when they may be tried again: they may be started often. */
  readonly #failed = new Map<string, number>();
  readonly #nowMs: () => number;
  #suffix: Promise<string> | undefined;

  constructor(parts: CopiesParts, nowMs: () => number = () => performance.now()) {
    this.#parts = parts;
    this.#nowMs = nowMs;
  }

  /**
   * Makes sure that a copy is what was staged, and answers the `DENO_DIR` of its guest.
   *
   * @throws {CodedError} `plugin_unreadable` when the staged copy was changed.
   */
  async open(spec: PluginSpec): Promise<string> {
    const { guestDenoDir } = this.#parts.layout;
    const stagedDir = this.#stagedDir(spec);
    if (!await verifyStaged(stagedDir, spec.digest)) {
      throw new CodedError(
        "plugin_unreadable",
        `Cannot start plugin "${spec.name}": its staged copy ${stagedDir} was changed`,
      );
    }
    return await this.#closedDir(spec) ?? guestDenoDir;
  }

  /** Once no guest is left: lets the operator remove the state folder. */
  async close(): Promise<void> {
    const { ui } = this.#parts;
    for (const denoDir of this.#closed) {
      await setOpen(denoDir, true).catch((error) => ui.log("debug", errorText(error)));
    }
  }

  /** Prepares what may run now, and removes what neither runs, nor may run, nor waits for approval. */
  async take(
    candidates: readonly Candidate[],
    needed: (plugin: string) => readonly string[],
  ): Promise<void> {
    void this.#prepare(candidates);
    for (const { name, pending } of candidates) {
      await this.#prune(name, [...needed(name), ...(pending ? [pending.digest] : [])]);
    }
  }

  /** Ahead of the first start, and one after another: there may be hundreds. */
  async #prepare(candidates: readonly Candidate[]): Promise<void> {
    for (const { spec } of candidates) if (spec) await this.#transpile(spec);
  }

  async #prune(name: string, digests: readonly string[]): Promise<void> {
    const { layout: { stagedRoot, transpiledRoot }, ui } = this.#parts;
    try {
      await pruneCopies(stagedRoot, name, digests);
      const suffix = await this.#runtimeSuffix();
      await pruneCopies(transpiledRoot, name, digests.map((digest) => digest + suffix));
    } catch (error) {
      // A full or broken disk costs room, not the monitoring.
      ui.log("warn", `Cannot remove old copies of plugin "${name}": ${errorText(error)}`);
    }
  }

  /** The folder with its JavaScript, closed for a guest; undefined where there is none. */
  async #closedDir(spec: PluginSpec): Promise<string | undefined> {
    const denoDir = await this.#transpile(spec);
    if (denoDir === undefined) return undefined;
    try {
      await setOpen(denoDir, false);
      this.#closed.add(denoDir);
      return denoDir;
    } catch (error) {
      // On a disk that became read-only, for one.
      this.#parts.ui.log("debug", `Cannot close ${denoDir}: ${errorText(error)}`);
      return undefined;
    }
  }

  /** The folder with its JavaScript. Never rejects: a guest starts without it, too. */
  async #transpile(spec: PluginSpec): Promise<string | undefined> {
    const { layout, wrappers, ui } = this.#parts;
    try {
      const target = await this.#denoDir(spec);
      if ((this.#failed.get(target) ?? -Infinity) > this.#nowMs()) return undefined;
      const isThere = await this.#transpiling.run(target, () =>
        transpile({
          target,
          folders: [...this.#guestFolders(), this.#stagedDir(spec)],
          run: (denoDir) => succeeds(transpileCommand(spec.command, { layout, wrappers }), denoDir),
          onChanged: (why) => {
            const subject = `The JavaScript of plugin "${spec.name}" in ${target}`;
            ui.log("warn", `${subject} is generated again: ${why}`, { code: "transpiled_changed" });
          },
        }));
      if (isThere) return target;
      this.#failed.set(target, this.#nowMs() + RETRY_MS);
    } catch (error) {
      ui.log("debug", `Cannot transpile plugin "${spec.name}": ${errorText(error)}`);
    }
    return undefined;
  }

  async #denoDir({ name, digest }: PluginSpec): Promise<string> {
    return `${this.#parts.layout.transpiledRoot}/${name}/${digest}${await this.#runtimeSuffix()}`;
  }

  #stagedDir({ name, digest }: PluginSpec): string {
    return `${this.#parts.layout.stagedRoot}/${name}/${digest}`;
  }

  #guestFolders(): string[] {
    return GUEST_FOLDERS.map((name) => `${this.#parts.layout.projectDir}/runtime/${name}`);
  }

  /** Another Deno, or other modules of ours: other JavaScript of the same copy. */
  #runtimeSuffix(): Promise<string> {
    this.#suffix ??= this.#describeRuntime().catch((error) => {
      // An upgrade may be under way: the next one looks again.
      this.#suffix = undefined;
      throw error;
    });
    return this.#suffix;
  }

  async #describeRuntime(): Promise<string> {
    const { boot: { denoVersion }, layout: { stagedRoot } } = this.#parts;
    const modules = await describeFiles(this.#guestFolders());
    const text = [denoVersion, stagedRoot, modules].join("\n");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return `-${new Uint8Array(hash, 0, 8).toHex()}`;
  }
}

/** Runs the transpiler with a `DENO_DIR` of its own; what it says of the plugin, the guest says as well. */
async function succeeds(command: readonly string[], denoDir: string): Promise<boolean> {
  const { result } = runCommand(command, {
    env: { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    timeoutMs: TRANSPILE_TIMEOUT_MS,
    maxOutputBytes: 64 * 1024,
  });
  return (await result).code === 0;
}
