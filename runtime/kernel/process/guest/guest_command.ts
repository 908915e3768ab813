import type { Grant } from "../../../contract/grant.ts";
import { ALLOCATOR_ENV, guestFlags, resolutionFlags } from "../../../policy/flags.ts";
import type { Layout } from "../../config/layout.ts";
import { grantedPaths } from "../isolation/fence/granted_paths.ts";
import { wrapGuest, wrapTranspiler } from "../isolation/wrappers.ts";
import type { Wrappers } from "../isolation/wrappers.ts";

/** The folders of runtime/ that a guest reads. */
export const GUEST_FOLDERS = ["guest", "wire", "contract", "sdk"];

/** One plugin, staged and with its grant computed. */
export interface StagedPlugin {
  readonly name: string;
  readonly stagedDir: string;
  readonly entry: string;
  readonly memoryBytes: number;
  readonly grant: Grant;
}

/** The exact command line of a guest's process: wrappers, Deno with its flags, bootstrap, entry. */
export function guestCommand(
  plugin: StagedPlugin,
  { layout, wrappers, ownPort }: { layout: Layout; wrappers: Wrappers; ownPort: number },
): string[] {
  const { projectDir, importMap, denoPath } = layout;
  const flags = guestFlags({
    name: plugin.name,
    grant: plugin.grant,
    // The SDK and what it imports: a computed import is checked module by module.
    readPaths: [
      plugin.stagedDir,
      `${projectDir}/runtime/sdk`,
      `${projectDir}/runtime/contract`,
    ],
    importMap,
    memoryBytes: plugin.memoryBytes,
    ownPort,
  });
  return [
    ...wrapGuest(wrappers, {
      name: plugin.name,
      memoryBytes: plugin.memoryBytes,
      hasNetwork: plugin.grant.net.length > 0,
      reads: [
        denoPath,
        importMap,
        ...GUEST_FOLDERS.map((folder) => `${projectDir}/runtime/${folder}`),
        plugin.stagedDir,
        `${layout.transpiledRoot}/${plugin.name}`,
        layout.guestDenoDir,
        ...grantedPaths(plugin.grant.read),
      ],
    }),
    denoPath,
    "run",
    ...flags,
    `${projectDir}/runtime/guest/bootstrap.ts`,
    `${plugin.stagedDir}/${plugin.entry}`,
  ];
}

/** The command line that makes JavaScript of all modules of a guest. It runs nothing of them. */
export function transpileCommand(
  guestCommand: readonly string[],
  { layout, wrappers }: { layout: Layout; wrappers: Wrappers },
): string[] {
  return [
    ...wrapTranspiler(wrappers),
    layout.denoPath,
    "cache",
    ...resolutionFlags(layout.importMap),
    // Bootstrap and entry.
    ...guestCommand.slice(-2),
  ];
}

/** All that a guest's environment holds, besides the variables that it was granted. */
export function guestEnvironment(
  grant: Grant,
  { denoDir, env, proxy }: {
    denoDir: string;
    env: Readonly<Record<string, string>>;
    proxy?: string | undefined;
  },
): Record<string, string> {
  const granted = grant.env.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(granted),
    ...ALLOCATOR_ENV,
    DENO_DIR: denoDir,
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    // WebGPU asks for no permission: without a backend it has no card.
    DENO_WEBGPU_BACKEND: "none",
    ...(proxy === undefined ? {} : { HTTP_PROXY: proxy }),
  };
}

/** Returns what a guest reads that lies outside its own folder. */
export function guestFiles({ projectDir, importMap }: Layout): string[] {
  return [
    importMap,
    `${projectDir}/runtime/guest/bootstrap.ts`,
    `${projectDir}/runtime/sdk/mod.ts`,
    `${projectDir}/runtime/contract/errors.ts`,
  ];
}
