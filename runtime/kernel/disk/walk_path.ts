import { posix } from "node:path";

/** One step on the way to a file, the file itself not among them. */
export interface PathStep {
  readonly path: string;
  readonly info: Deno.FileInfo;
}

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Lists every folder and every link that lead to a path, as the system would follow them: whoever can
 * write one of them decides where the path leads. The path itself need not be there.
 */
export async function walkPath(path: string): Promise<PathStep[]> {
  const steps: PathStep[] = [];
  const open = path.split("/").filter((part) => part !== "");
  let current = "/";
  let links = 0;
  steps.push({ path: "/", info: await Deno.lstat("/") });
  while (open.length > 1) {
    const part = open.shift() ?? "";
    const next = posix.join(current, part);
    const info = await tryLstat(next);
    // What is missing will be made by us, in a folder that was looked at.
    if (info === undefined) return steps;
    steps.push({ path: next, info });
    if (!info.isSymlink) {
      current = next;
    } else if (++links > MAX_LINKS) {
      throw new Error(`${path} has too many symbolic links`);
    } else {
      const target = await Deno.readLink(next);
      if (target.startsWith("/")) current = "/";
      open.unshift(...target.split("/").filter((piece) => piece !== ""));
    }
  }
  return steps;
}

/** Looks at what a path names, without following a link; undefined where nothing is. */
export async function tryLstat(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
