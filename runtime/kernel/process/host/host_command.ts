import { ALLOCATOR_ENV, hostFlags } from "../../../policy/flags.ts";
import type { Layout } from "../../config/layout.ts";
import { wrapTrusted } from "../isolation/wrappers.ts";
import type { Wrappers } from "../isolation/wrappers.ts";

/** The exact command line of the host's process. */
export function hostCommand(options: {
  layout: Layout;
  wrappers: Wrappers;
  /** Absent when the host is not to listen. */
  listen: { host: string; port: number } | undefined;
}): string[] {
  const { layout, wrappers, listen } = options;
  const { projectDir, denoPath } = layout;
  const flags = hostFlags({
    listen,
    configFile: `${projectDir}/deno.json`,
    lockFile: `${projectDir}/deno.lock`,
  });
  return [
    ...wrapTrusted(wrappers),
    denoPath,
    "run",
    ...flags,
    `${projectDir}/runtime/host/main.ts`,
  ];
}

/** The host needs to find its packages, and nothing else of the environment. */
export function hostEnvironment(layout: Layout): Record<string, string> {
  return {
    ...ALLOCATOR_ENV,
    DENO_DIR: layout.denoDir,
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  };
}
