/**
 * Lists what a process with the flags of a guest offers to a plugin. Run by itself, it writes that to
 * reviewed_surface.json, for whoever has looked at what is new.
 */
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import { closedImports } from "../../runtime/contract/closed_surface.ts";
import { guestFlags } from "../../runtime/policy/flags.ts";

/** Names by whose they are. */
export interface Surface {
  readonly globalThis: readonly string[];
  readonly Deno: readonly string[];
  readonly navigator: readonly string[];
  readonly process: readonly string[];
  readonly builtins: readonly string[];
}

const GUEST = new URL("../../runtime/guest", import.meta.url).pathname;

const NAMES = `
  const names = (owner) => Reflect.ownKeys(owner).map(String).sort();
  say({
    globalThis: names(globalThis),
    Deno: names(Deno),
    navigator: names(Object.getPrototypeOf(navigator)),
    process: names(process),
  });`;

/** The names that stay, as they were reviewed. */
export const REVIEWED = new URL("../sandbox/reviewed_surface.json", import.meta.url);

/** Asks a guest for every name that it has. */
export async function offeredSurface(): Promise<Surface> {
  const { builtinModules } = await import("node:module");
  const closed = closedImports();
  const builtins = builtinModules.filter((name) => !Object.hasOwn(closed, name)).sort();
  return { ...await runAsGuest(NAMES) as Omit<Surface, "builtins">, builtins };
}

const SAY = "const say = (value) => " +
  "Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(value)));\n";

/** Runs JavaScript as a plugin's, with the surface closed, and returns what it said by `say`. */
export async function runAsGuest(source: string): Promise<unknown> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    const importMap = `${dir}/import_map.json`;
    await Deno.writeTextFile(importMap, JSON.stringify({ imports: closedImports() }));
    await Deno.writeTextFile(`${dir}/plugin.js`, SAY + source);
    const entry = `import { closeSurface } from "file://${GUEST}/close_surface.ts";\n` +
      `closeSurface();\nawait import("file://${dir}/plugin.js");`;
    await Deno.writeTextFile(`${dir}/entry.ts`, entry);
    const flags = guestFlags({
      name: "demo",
      grant: EMPTY_GRANT,
      readPaths: [dir],
      importMap,
      memoryBytes: 64 * 1024 * 1024,
      ownPort: 0,
    });
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, `${dir}/entry.ts`],
      clearEnv: true,
      env: { DENO_DIR: `${dir}/deno_dir`, NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

if (import.meta.main) {
  await Deno.writeTextFile(REVIEWED, `${JSON.stringify(await offeredSurface(), null, 2)}\n`);
}
