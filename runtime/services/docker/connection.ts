import type { DockerServiceOptions } from "../../contract/docker_options.ts";

/** The options of dockerode for a connection. */
export interface Connection {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: "http" | "https";
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Turns the address of an engine into what dockerode takes. */
export function readConnection(
  { host, tls }: Pick<DockerServiceOptions, "host" | "tls">,
  readFile: (path: string) => string,
): Connection {
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  // As http: or https: a URL would drop its usual port, which is not the engine's.
  const url = new URL(host.replace(/^https?:/, "tcp:"));
  const hasTls = host.startsWith("https:") || Object.keys(tls).length > 0;
  const files = Object.entries(tls).map(([name, path]) => [name, readFile(path)] as const);
  return {
    host: url.hostname,
    port: Number(url.port || (hasTls ? 2376 : 2375)),
    protocol: hasTls ? "https" : "http",
    ...Object.fromEntries(files),
  };
}
