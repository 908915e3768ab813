/** A /proc and a /sys of a test, in a temporary folder. */
import type { FactRoots } from "./fact_roots.ts";
import { hostPath } from "./fact_roots.ts";

/** The two roots, and the means to fill them by the names that plugins use. */
export interface TestRoots {
  readonly dir: string;
  readonly roots: FactRoots;
  /** Writes a file with its folders; gives its real path. */
  write(path: string, text: string): Promise<string>;
  link(path: string, target: string): Promise<void>;
}

export async function withRoots(use: (roots: TestRoots) => Promise<void>): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "roots-" }));
  const roots = { procRoot: `${dir}/proc`, sysRoot: `${dir}/sys` };
  const place = async (path: string) => {
    const file = hostPath(path, roots) ?? "";
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    return file;
  };
  try {
    await Deno.mkdir(roots.procRoot);
    await Deno.mkdir(roots.sysRoot);
    await use({
      dir,
      roots,
      write: async (path, text) => {
        const file = await place(path);
        await Deno.writeTextFile(file, text);
        return file;
      },
      link: async (path, target) => await Deno.symlink(target, await place(path)),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
