/** The part of the file system that a guest sees. */
export interface View {
  /** Files and folders that it may read, absolute. What is not there is left out. */
  readonly paths: readonly string[];
  /** Symbolic links that lead to some of them. */
  readonly links: readonly Link[];
}

/** One symbolic link. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

const DEVICES = ["/dev/null", "/dev/urandom"];

/** The words of `bwrap` by which a guest sees these paths, read-only, and no others. */
export function mountWords({ paths, links }: View): string[] {
  const made = new Set<string>();
  return [
    ...topmost(paths).flatMap((path) => [...folderWords(path, made), "--ro-bind-try", path, path]),
    ...links.flatMap(({ path, target }) => [
      ...folderWords(path, made),
      ...["--symlink", target, path],
    ]),
    ...DEVICES.flatMap((path) => [...folderWords(path, made), "--dev-bind-try", path, path]),
    // The root itself, in whose memory it could write otherwise.
    ...["--remount-ro", "/"],
  ];
}

/** Leaves out what lies in another of them, which is seen with it. */
function topmost(paths: readonly string[]): string[] {
  const kept: string[] = [];
  // Code units, not a language's order: a folder comes before what is in it.
  for (const path of [...new Set(paths)].sort()) {
    if (!kept.some((other) => isBelow(path, other))) kept.push(path);
  }
  return kept;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** The folders above a path: bwrap would make them for their owner alone, and a guest is another user. */
function folderWords(path: string, made: Set<string>): string[] {
  const words: string[] = [];
  for (let end = path.indexOf("/", 1); end !== -1; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end);
    if (made.has(folder)) continue;
    made.add(folder);
    words.push("--perms", "0755", "--dir", folder);
  }
  return words;
}
