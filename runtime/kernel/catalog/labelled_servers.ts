import type { DockerContainer } from "../../contract/docker.ts";
import type { LabelledServer } from "../../contract/labelled_server.ts";

/** The labels by which a container is called a target. */
const TARGET = "llm-monitor.target";
const PORT = "llm-monitor.port";
const METRICS_PORT = "llm-monitor.metrics-port";
const ENGINE = "llm-monitor.engine";

/** What the labels of all containers come down to. */
export interface LabelledServers {
  readonly servers: readonly LabelledServer[];
  /** What is wrong with a container's labels, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * The servers that containers are labelled as: `llm-monitor.target` with a name or `true`, and
 * `llm-monitor.port` where a container has more ports than one.
 *
 * @param known addresses of before by container, so that one that stopped is still told of.
 * @param isInContainer whether we run in one: then what others publish on this machine is not ours.
 */
export function labelledServers(
  containers: readonly DockerContainer[],
  { known, isInContainer }: { known: Map<string, Addresses>; isInContainer: boolean },
): LabelledServers {
  const servers: LabelledServer[] = [];
  const problems: string[] = [];
  const ids = new Set(containers.map(({ id }) => id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  for (const container of containers.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const { id, labels } = container;
    const target = labels[TARGET];
    if (target === undefined || target === "false") continue;
    const read = addressesOf(container, isInContainer);
    // One that is stopped has neither addresses nor ports.
    const addresses = typeof read === "object" ? read : known.get(id);
    if (typeof read === "string" && !addresses) problems.push(read);
    if (!addresses) continue;
    known.set(id, addresses);
    const name = nameOf(container, target);
    const engine = labels[ENGINE];
    servers.push({
      name: servers.some((other) => other.name === name) ? `${name}-${id.slice(0, 12)}` : name,
      url: `http://${addresses.server}`,
      ...(engine !== undefined && { engine }),
      ...(addresses.metrics !== undefined && { metricsUrl: `http://${addresses.metrics}/metrics` }),
    });
  }
  return { servers, problems };
}

/** Where a container is reached, as `host:port`. */
export interface Addresses {
  readonly server: string;
  readonly metrics?: string;
}

/** Where a container is reached, or what is wrong with its labels; undefined while it does not run. */
function addressesOf(
  container: DockerContainer,
  isInContainer: boolean,
): Addresses | string | undefined {
  const { state, labels } = container;
  if (state !== "running" && state !== "paused") return undefined;
  const metricsPort = labels[METRICS_PORT] === undefined
    ? undefined
    : readPort(container, METRICS_PORT);
  if (typeof metricsPort === "string") return metricsPort;
  const port = portOf(container);
  if (typeof port === "string") return port;
  const server = addressOf(container, port, isInContainer);
  const metrics = metricsPort === undefined
    ? undefined
    : addressOf(container, metricsPort, isInContainer);
  return server === undefined ? undefined : { server, ...(metrics !== undefined && { metrics }) };
}

/** The port that a container serves on, or what is wrong with its labels. */
function portOf(container: DockerContainer): number | string {
  const { name, labels, ports } = container;
  if (labels[PORT] !== undefined) return readPort(container, PORT);
  const metricsPort = Number(labels[METRICS_PORT]);
  const own = [...new Set(ports.map(({ containerPort }) => containerPort))]
    .filter((port) => port !== metricsPort);
  const [only] = own;
  if (own.length === 1 && only !== undefined) return only;
  const has = own.length === 0 ? "no port" : `the ports ${own.join(", ")}`;
  return `Cannot watch container "${name}": it has ${has}; set its label ${PORT}`;
}

function readPort({ name, labels }: DockerContainer, label: string): number | string {
  const text = labels[label] ?? "";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const shown = JSON.stringify(text.slice(0, 40));
  return `Cannot watch container "${name}": its label ${label} is ${shown}; it must be a port`;
}

/** Where a port of a container is reached; undefined where it is not. */
function addressOf(
  { addresses, ports, isOnHostNetwork }: DockerContainer,
  port: number,
  isInContainer: boolean,
): string | undefined {
  if (isOnHostNetwork) return `127.0.0.1:${port}`;
  const published = ports.find(({ containerPort, hostPort }) =>
    containerPort === port && hostPort !== undefined
  );
  if (published && !isInContainer) {
    const { hostIp = "127.0.0.1", hostPort } = published;
    return `${hostIp.includes(":") ? `[${hostIp}]` : hostIp}:${hostPort}`;
  }
  const [address] = addresses;
  return address === undefined ? undefined : `${address}:${port}`;
}

/** The name in the label, else that of the Compose service, else the container's. */
function nameOf({ name, labels }: DockerContainer, target: string): string {
  const own = target === "true" || target === "" ? undefined : target;
  const service = labels["com.docker.compose.service"];
  const text = own ?? (service || name);
  return text.replaceAll(/[^\w.:-]/g, "_").slice(0, 50);
}
