import { basename, dirname } from "node:path/posix";
import { walkPath } from "../../disk/walk_path.ts";
import { foreignReplacer, foreignWriter, formatMode } from "../../disk/who_may_write.ts";
import type { Trust } from "../../disk/who_may_write.ts";

/** The file of a command, as far as it can be seen from outside. */
export interface CommandFile {
  readonly path: string;
  /** Its own name, and that of each link on the way to it. */
  readonly names: readonly string[];
  /** `unreadable` is one that we may run, but not read. */
  readonly kind: "program" | "script" | "neither" | "unreadable";
  /** True if it runs as its owner or its group, whoever starts it. */
  readonly isSetId: boolean;
  /** Another user who can put another file in its place, and where; absent where nobody can. */
  readonly exposed?: { readonly path: string; readonly writer: string; readonly detail: string };
}

/**
 * Looks at the file that a path of the PATH leads to, at every link on the way, and at every folder that
 * holds one of them.
 */
export async function inspectCommand(path: string, trust: Trust): Promise<CommandFile> {
  // The walk ends in front of the last part, which is not looked at.
  const steps = await walkPath(`${path}/.`);
  const files = steps.filter(({ info }) => !info.isDirectory);
  const holders = new Set(files.map((step) => dirname(step.path)));
  const exposed = steps.flatMap((step) => {
    const writer = step.info.isDirectory && !holders.has(step.path)
      ? foreignReplacer(step.info, trust)
      // All bits of a link are set, and say nothing. In a sticky folder anybody can add a hard link.
      : foreignWriter(step.info.isSymlink ? { ...step.info, mode: 0 } : step.info, trust);
    const detail = `owner ${step.info.uid}, mode ${formatMode(step.info.mode)}`;
    return writer === undefined ? [] : [{ path: step.path, writer, detail }];
  })[0];
  const last = files.at(-1);
  return {
    path,
    names: [...new Set([basename(path), ...files.map((step) => basename(step.path))])],
    kind: await detectKind(path),
    isSetId: ((last?.info.mode ?? 0) & 0o6000) !== 0,
    ...(exposed && { exposed }),
  };
}

async function detectKind(path: string): Promise<CommandFile["kind"]> {
  const first = await firstBytes(path);
  if (first === undefined) return "unreadable";
  if (first.startsWith("\x7fELF")) return "program";
  return first.startsWith("#!") ? "script" : "neither";
}

async function firstBytes(path: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(4);
    const length = await file.read(bytes) ?? 0;
    return String.fromCharCode(...bytes.subarray(0, length));
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
