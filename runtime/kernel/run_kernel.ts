/** The composition root of the kernel. */
import type { Config } from "../contract/config.ts";
import { errorText } from "../contract/errors.ts";
import { formatDuration } from "../contract/duration.ts";
import { formatIssue } from "../contract/issue.ts";
import { assembleKernel } from "./assemble_kernel.ts";
import type { LoadedConfig, LoadOptions } from "./config/load.ts";
import { requirePlugins } from "./catalog/scan.ts";
import { POLL_MS, watchPlugins } from "./catalog/watch.ts";
import { Kernel } from "./kernel.ts";
import type { KernelParts } from "./kernel_parts.ts";
import type { KernelUi } from "./kernel_ui.ts";
import type { Onlooker } from "./onlooker.ts";
import { openProject } from "./open_project.ts";
import type { Reader } from "./reader/reader.ts";
import { remarkExposed } from "./remark_exposed.ts";
import { findServiceManager } from "./service_manager/service_manager.ts";
import type { ServiceManager } from "./service_manager/service_manager.ts";
import { takeState } from "./take_state.ts";

/** Options for starting a kernel. */
export interface KernelOptions extends LoadOptions {
  /** Collect once, hand out the exposition, end. */
  readonly once?: boolean;
  /** Collect this plugin alone. */
  readonly only?: string;
  /** Sees what plugins ask and are answered. */
  readonly onlooker?: Onlooker;
  /** Made once the configuration says how to log. */
  readonly ui: (log: Config["log"]) => KernelUi;
}

/** Those options, and the reader that reads the configuration again. */
export interface LoadedOptions extends KernelOptions {
  readonly reader: Reader;
}

/**
 * Runs a kernel with a configuration until it is told to stop, and answers its exit code.
 *
 * @param first the configuration that it starts with.
 * @throws {CodedError} when there is no plugin, when the state folder is in use, or it or a secret cannot
 *   be used.
 */
export async function runLoaded(first: LoadedConfig, options: LoadedOptions): Promise<number> {
  const { reader, once = false } = options;
  await using state = await takeState(first, { once });
  // What it still writes, it writes before the state folder is given back.
  await using _ = { [Symbol.asyncDispose]: () => reader.close() };
  let loaded = state.loaded;
  await requirePlugins(loaded.config.plugins.dir);
  const manager = findServiceManager(options.env);
  const ui = announced(options.ui(loaded.config.log), manager);
  for (const warning of loaded.warnings) ui.log("warn", warning, { code: "config_invalid" });
  const project = await openProject(loaded, options.env);
  const parts = await assembleKernel(project, {
    loaded: () => loaded,
    reader,
    ui,
    once,
    only: options.only,
    onlooker: options.onlooker,
  });
  void warnOfExposed(parts);
  const kernel = new Kernel(parts);
  const reload = () =>
    kernel.reload(async () => {
      const fresh = await reader.load(options);
      const isNews = JSON.stringify(fresh.config) !== JSON.stringify(loaded.config);
      if (isNews) warnOfRestart(loaded.config, fresh.config, ui);
      loaded = fresh;
      return isNews;
    });
  const watching = new AbortController();
  const stop = (code: number) => {
    manager.stopping();
    void kernel.stop(code);
  };
  const unlisten = listenToSignals(stop, reload);
  if (!once) void watch(parts, { kernel, reload, signal: watching.signal });
  void kernel.start();
  const code = await kernel.exited;
  watching.abort();
  unlisten();
  manager.close();
  return code;
}

/** Says once who else could change what we do. */
async function warnOfExposed({ layout, config, configFile, env, ui }: KernelParts): Promise<void> {
  const project = { layout, config: config(), configFile, path: env.PATH ?? "" };
  for (const issue of await remarkExposed(project)) {
    ui.log("warn", formatIssue(issue), { code: issue.code });
  }
}

/** Tells the service manager as well where we listen. */
function announced(ui: KernelUi, manager: ServiceManager): KernelUi {
  return {
    ...ui,
    listening: (address) => {
      ui.listening(address);
      manager.ready(`Listening on ${address.url}`);
    },
  };
}

/** SIGTERM ends politely, a second one at once; SIGHUP reads the configuration again. */
function listenToSignals(
  stop: (code: number) => void,
  reload: () => Promise<void>,
): () => void {
  const listeners: [Deno.Signal, () => void][] = [
    ["SIGTERM", () => stop(0)],
    ["SIGINT", () => stop(130)],
    ["SIGHUP", () => void reload()],
  ];
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
}

async function watch(
  { layout, configFile, ui }: KernelParts,
  { kernel, reload, signal }: {
    kernel: Kernel;
    reload: () => Promise<void>;
    signal: AbortSignal;
  },
): Promise<void> {
  const paths = [layout.pluginsDir, layout.lockFile, ...(configFile ? [configFile] : [])];
  const unwatched = new Set<string>();
  const onTrouble = (path: string, trouble: unknown) => {
    if (trouble === undefined) unwatched.delete(path);
    else unwatched.add(path);
    kernel.isWatching = unwatched.size === 0;
    if (trouble === undefined) return ui.log("info", `${path} is watched again`);
    const message = `Cannot watch ${path}: ${errorText(trouble)}; ` +
      `it is polled every ${formatDuration(POLL_MS)} instead, and on SIGHUP`;
    ui.log("warn", message, { code: "watch_unavailable" });
  };
  const options = { debounceMs: 300, signal, onTrouble };
  for await (const _ of watchPlugins(paths, options)) await reload();
}

/** Some settings are built into processes that run. */
function warnOfRestart(before: Config, after: Config, ui: KernelUi): void {
  for (const key of ["server", "services", "state", "log"] as const) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    ui.log("warn", `The new \`${key}\` settings take effect with the next start`, { key });
  }
  if (before.plugins.dir !== after.plugins.dir) {
    ui.log("warn", "The new `plugins.dir` takes effect with the next start", {});
  }
}
