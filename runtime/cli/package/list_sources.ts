import { CodedError } from "../../contract/errors.ts";
import { tryLstat } from "../../kernel/disk/walk_path.ts";

/** A file of the project. */
export interface SourceFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly isExecutable: boolean;
}

/** Parts for running it, for changing its plugins, and for the stack; tests are for the repository. */
const PARTS = [
  ...["compose", "dashboards", "docs", "mock", "plugins", "runtime"],
  ...[".env.example", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"],
  ...["deno.json", "deno.lock", "plugins.lock.json"],
];
/** Settings, secrets and state of whoever works in the folder. */
const OWN =
  /(?:^|\/)(?:\.(?!env\.example$)[^/]*|secrets|node_modules|compose\.override\.yaml)(?:\/|$)/;

/**
 * Lists the files of the project: those that git tracks, where it is a working tree, else those of the
 * folder without what is somebody's own. Both give the same list for the same commit.
 */
export async function listSources(projectDir: string): Promise<SourceFile[]> {
  const paths = await trackedFiles(projectDir) ?? await filesOfFolder(projectDir);
  const wanted = paths.filter((path) => PARTS.includes(path.split("/")[0] ?? ""));
  return await Promise.all(wanted.map(async (path) => {
    const { isFile, mode } = await Deno.lstat(`${projectDir}/${path}`);
    if (!isFile) {
      throw new CodedError("usage", `Cannot package ${path}: it is not a regular file`);
    }
    return { path, isExecutable: ((mode ?? 0) & 0o100) !== 0 };
  }));
}

/** Undefined where this is no working tree of git, or git is not there. */
async function trackedFiles(projectDir: string): Promise<string[] | undefined> {
  // A folder inside of somebody's working tree is not one.
  if (await tryLstat(`${projectDir}/.git`) === undefined) return undefined;
  try {
    const { code, stdout } = await new Deno.Command("git", {
      args: ["-c", `safe.directory=${projectDir}`, "-C", projectDir, "ls-files", "-z"],
      stdin: "null",
    }).output();
    if (code !== 0) return undefined;
    return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function filesOfFolder(projectDir: string): Promise<string[]> {
  const paths: string[] = [];
  for (const part of PARTS) await addFiles(projectDir, part, paths);
  return paths;
}

async function addFiles(projectDir: string, path: string, paths: string[]): Promise<void> {
  if (OWN.test(path) || await tryLstat(`${projectDir}/${path}`) === undefined) return;
  if (!(await Deno.lstat(`${projectDir}/${path}`)).isDirectory) {
    paths.push(path);
    return;
  }
  for await (const { name } of Deno.readDir(`${projectDir}/${path}`)) {
    await addFiles(projectDir, `${path}/${name}`, paths);
  }
}
