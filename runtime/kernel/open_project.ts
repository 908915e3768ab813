import { makeLayout } from "./config/layout.ts";
import type { Layout } from "./config/layout.ts";
import type { LoadedConfig } from "./config/load.ts";
import { keepFilesOurs } from "./disk/umask.ts";
import { prepareState } from "./config/prepare_state.ts";
import type { StateFile } from "./config/prepare_state.ts";
import { guestFiles } from "./process/guest/guest_command.ts";
import { syscallFilter } from "./process/isolation/fence/syscall_filter.ts";
import { detectWrappers } from "./process/isolation/detect_wrappers.ts";
import type { Wrappers } from "./process/isolation/wrappers.ts";

/** A project that can be run or looked at: its configuration, its folders, its machine's wrappers. */
export interface OpenProject {
  readonly loaded: LoadedConfig;
  readonly env: Readonly<Record<string, string>>;
  readonly layout: Layout;
  readonly wrappers: Wrappers;
}

/**
 * Makes the state folder of a configuration ready, and finds out what the machine offers.
 *
 * @throws {CodedError} `state_dir_unusable`, `state_dir_unsafe`.
 */
export async function openProject(
  loaded: LoadedConfig,
  env: Readonly<Record<string, string>>,
): Promise<OpenProject> {
  keepFilesOurs();
  const { plugins, state } = loaded.config;
  const layout = makeLayout({ pluginsDir: plugins.dir, stateDir: state.dir, env });
  await prepareState(layout, callFilters(layout));
  const wrappers = await detectWrappers({
    path: env.PATH ?? "",
    guestFiles: guestFiles(layout),
    callFilters: layout.callFilters,
  });
  return { loaded, env, layout, wrappers };
}

/** The programs that the system calls of guests pass, as files that `bwrap` reads. */
function callFilters({ callFilters }: Layout): StateFile[] {
  return [
    { path: callFilters.offline, bytes: syscallFilter(Deno.build.arch, { hasNetwork: false }) },
    { path: callFilters.online, bytes: syscallFilter(Deno.build.arch, { hasNetwork: true }) },
  ];
}
