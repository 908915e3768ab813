import { isRecord } from "../../runtime/contract/record.ts";
import { moveServers } from "./places.ts";
import type { Place } from "./places.ts";

/** Folders and sockets of a bundle that is played. */
export interface ReplayPaths {
  readonly dir: string;
  readonly pluginsDir: string;
}

/**
 * Makes the configuration of a monitor over a bundle: the plugins' settings are the bundle's, everything
 * else is this machine's. Settings that name a key are dropped: the keys of this machine are for nobody.
 *
 * @param installed the plugins that are here; settings of others would be refused.
 */
export function replayConfig(
  config: unknown,
  { address, paths: { dir, pluginsDir }, places, installed }: {
    readonly address: { readonly host: string; readonly port: number };
    readonly paths: ReplayPaths;
    readonly places: readonly Place[];
    readonly installed: readonly string[];
  },
): Record<string, unknown> {
  const plugins = isRecord(config) && isRecord(config.plugins) ? config.plugins : {};
  const services = isRecord(config) && isRecord(config.services) ? config.services : {};
  const labels = isRecord(services.docker) ? services.docker.labels : undefined;
  return {
    server: address,
    plugins: {
      dir: pluginsDir,
      ...Object.fromEntries(
        installed.flatMap((name) => isRecord(plugins[name]) ? [[name, plugins[name]]] : [])
          .map(([name, settings]) => [name, pluginSettings(settings as object, places)]),
      ),
    },
    state: { dir: `${dir}/state` },
    supervisor: { minInterval: "1s", inactiveInterval: "5s" },
    services: {
      facts: { procRoot: `${dir}/proc`, sysRoot: `${dir}/sys`, rootfs: `${dir}/root` },
      docker: {
        host: `unix://${dir}/docker.sock`,
        ...(Array.isArray(labels) && { labels }),
      },
      kmsg: { path: `${dir}/kmsg` },
    },
  };
}

function pluginSettings(settings: object, places: readonly Place[]): unknown {
  const { enabled, interval, timeout, config } = settings as Record<string, unknown>;
  return {
    ...(typeof enabled === "boolean" && { enabled }),
    ...(typeof interval === "number" && { interval: `${interval}ms` }),
    ...(typeof timeout === "number" && { timeout: `${timeout}ms` }),
    config: moveServers(withoutKeys(config), places),
  };
}

function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !/(?:Env|File)$/.test(key))
      .map(([key, inner]) => [key, withoutKeys(inner)]),
  );
}
