import type { Config } from "../contract/config.ts";
import { VERSION } from "../contract/version.ts";
import { readServerSecrets } from "./config/secrets.ts";
import { guestFiles } from "./guest_command.ts";
import { hostCommand, hostEnvironment } from "./host_command.ts";
import type { KernelParts } from "./kernel_parts.ts";
import type { KernelUi } from "./kernel_ui.ts";
import { layoutOf } from "./layout.ts";
import { prepareState } from "./prepare_state.ts";
import { readBootTime } from "./sandbox/usage.ts";
import { takeStanding } from "./sandbox/standing.ts";
import { detectWrappers, wrapTrusted } from "./sandbox/wrappers.ts";
import { readIsInContainer } from "./sandbox/container.ts";
import { createServices } from "./syscalls/services.ts";

/** What decides how a kernel is put together. */
export interface AssembleOptions {
  /** The configuration in force; a reload replaces it. */
  readonly config: () => Config;
  readonly configFile: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly ui: KernelUi;
  /** Collect once, without listening. */
  readonly once: boolean;
  /** Collect this plugin alone. */
  readonly only: string | undefined;
}

/**
 * Makes the machine ready for a kernel and gathers its parts. Nothing of ours runs yet.
 *
 * @throws {CodedError} `state_dir_unusable`, `tls_invalid`, `auth_invalid`.
 */
export async function assembleKernel(options: AssembleOptions): Promise<KernelParts> {
  const { config, env, once } = options;
  const { server, plugins, state, supervisor, log, services } = config();
  const layout = layoutOf({ pluginsDir: plugins.dir, stateDir: state.dir, env });
  await prepareState(layout);
  const [standing, wrappers, secrets, bootTimeSeconds, isInContainer] = await Promise.all([
    takeStanding(),
    detectWrappers({ path: env.PATH ?? "", guestFiles: guestFiles(layout) }),
    readServerSecrets(server, env),
    readBootTime(),
    readIsInContainer(),
  ]);
  const listen = once ? undefined : { host: server.host, port: server.port };
  return {
    layout,
    standing,
    wrappers,
    ui: options.ui,
    config,
    configFile: options.configFile,
    services: createServices({
      config: services,
      denoPath: layout.denoPath,
      denoDir: layout.denoDir,
      projectDir: layout.projectDir,
      env,
      trustedWrapper: wrapTrusted(wrappers),
    }),
    boot: {
      version: VERSION,
      denoVersion: Deno.version.deno,
      server: { host: server.host, port: server.port, ...secrets },
      supervisor,
      logLevel: log.level,
      once,
    },
    hostCommand: hostCommand({ layout, wrappers, listen }),
    hostEnv: hostEnvironment(layout),
    env,
    bootTimeSeconds,
    isInContainer,
    only: options.only,
  };
}
