import { EMPTY_GRANT } from "../policy/permissions/empty_grant.ts";
import { VERSION } from "../contract/version.ts";
import type { LoadedConfig } from "./config/load.ts";
import { readServerSecrets } from "./config/secrets.ts";
import { hostCommand, hostEnvironment } from "./process/host/host_command.ts";
import { resolveListenHost } from "./process/host/resolve_listen_host.ts";
import type { KernelParts } from "./kernel_parts.ts";
import { LogRelay } from "./log_relay.ts";
import { limitPluginLines } from "./process/limits/log_allowance.ts";
import type { KernelUi } from "./kernel_ui.ts";
import { watchServices } from "./onlooker.ts";
import type { Onlooker } from "./onlooker.ts";
import type { OpenProject } from "./open_project.ts";
import type { Reader } from "./reader/reader.ts";
import { readBootTime } from "./process/limits/usage.ts";
import { takeStanding } from "./process/priority/standing.ts";
import { SurvivorWatch } from "./process/child/survivor_watch.ts";
import { wrapCommand, wrapService } from "./process/isolation/wrappers.ts";
import { readIsInContainer } from "./process/isolation/container.ts";
import { createServices } from "./calls/services.ts";

/** The inputs of a kernel. */
export interface AssembleOptions {
  /** The configuration in force; a reload replaces it. */
  readonly loaded: () => LoadedConfig;
  /** To be closed by whoever opened it. */
  readonly reader: Pick<Reader, "discover" | "processes">;
  readonly ui: KernelUi;
  /** Collect once, without listening. */
  readonly once: boolean;
  /** Collect this plugin alone. */
  readonly only: string | undefined;
  readonly onlooker: Onlooker | undefined;
}

/**
 * Gathers the parts of a kernel for a project. No process of ours runs yet.
 *
 * @throws {CodedError} `tls_invalid`, `auth_invalid`.
 */
export async function assembleKernel(
  { env, layout, wrappers }: OpenProject,
  { loaded, reader, ui, once, only, onlooker }: AssembleOptions,
): Promise<KernelParts> {
  const { server, supervisor, log, services } = loaded().config;
  const [standing, secrets, bootTimeSeconds, isInContainer] = await Promise.all([
    takeStanding(),
    readServerSecrets(server, env),
    readBootTime(),
    readIsInContainer(),
  ]);
  const { address, names } = await resolveListenHost(server.host);
  const logRelay = new LogRelay(log.level, {
    unixMs: () => Date.now(),
    after: (delayMs, run) => void setTimeout(run, delayMs),
  });
  const ownLog = limitPluginLines(logRelay.wrap(ui.log), { nowMs: () => performance.now() });
  const survivors = new SurvivorWatch(wrappers.setsid);
  const listen = once ? undefined : { host: address, port: server.port };
  return {
    layout,
    standing,
    wrappers,
    reader,
    ui: { ...ui, log: ownLog },
    logRelay,
    config: () => loaded().config,
    configSource: () => loaded().source,
    configFile: loaded().file,
    services: watchServices(
      createServices({
        config: services,
        denoPath: layout.denoPath,
        denoDir: layout.denoDir,
        projectDir: layout.projectDir,
        env,
        serviceWrapper: wrapService(wrappers),
        commandWrapper: wrapCommand(wrappers),
        setsid: wrappers.setsid,
        survivors,
        onOver: (plugin) => {
          const message =
            `Plugin "${plugin}" used up its share of the kernel's time: its calls wait`;
          ownLog("warn", message, { plugin, code: "kernel_share" });
        },
      }),
      onlooker,
    ),
    survivors,
    boot: {
      version: VERSION,
      denoVersion: Deno.version.deno,
      emptyGrant: EMPTY_GRANT,
      server: {
        host: address,
        port: server.port,
        allowedHosts: [...names, ...server.allowedHosts],
        ...secrets,
      },
      supervisor,
      logLevel: log.level,
      once,
    },
    hostCommand: hostCommand({ layout, wrappers, listen }),
    hostEnv: hostEnvironment(layout),
    env,
    bootTimeSeconds,
    isInContainer,
    only,
    guestProxy: onlooker?.proxy,
  };
}
