import type { DockerContainer } from "../../contract/docker.ts";
import type { LabelledServer } from "../../contract/labelled_server.ts";

/** The labels by which a container is called a target. */
const TARGET = "llm-monitor.target";
const PORT = "llm-monitor.port";
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
  { known, isInContainer }: { known: Map<string, string>; isInContainer: boolean },
): LabelledServers {
  const servers: LabelledServer[] = [];
  const problems: string[] = [];
  const ids = new Set(containers.map(({ id }) => id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  for (const container of containers.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const { id, labels } = container;
    const target = labels[TARGET];
    if (target === undefined || target === "false") continue;
    const port = portOf(container);
    if (typeof port === "string") {
      problems.push(port);
      continue;
    }
    const address = addressOf(container, port, isInContainer) ?? known.get(id);
    // One that never ran since we did has none yet.
    if (address === undefined) continue;
    known.set(id, address);
    const name = nameOf(container, target);
    const engine = labels[ENGINE];
    servers.push({
      name: servers.some((other) => other.name === name) ? `${name}-${id.slice(0, 12)}` : name,
      url: `http://${address}`,
      ...(engine !== undefined && { engine }),
    });
  }
  return { servers, problems };
}

/** The port that a container serves on, or what is wrong with its labels. */
function portOf({ name, labels, ports }: DockerContainer): number | string {
  const text = labels[PORT];
  if (text !== undefined) {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port >= 1 && port <= 65_535
      ? port
      : `Cannot watch container "${name}": its label ${PORT} is ${
        JSON.stringify(text.slice(0, 40))
      }; it must be a port`;
  }
  const own = [...new Set(ports.map(({ containerPort }) => containerPort))];
  const [only] = own;
  return own.length === 1 && only !== undefined
    ? only
    : `Cannot watch container "${name}": it has ` +
      `${own.length === 0 ? "no port" : `the ports ${own.join(", ")}`}; set its label ${PORT}`;
}

/** Where a container's port is reached; undefined while it does not run. */
function addressOf(
  { state, addresses, ports, isOnHostNetwork }: DockerContainer,
  port: number,
  isInContainer: boolean,
): string | undefined {
  if (state !== "running" && state !== "paused") return undefined;
  if (isOnHostNetwork) return `127.0.0.1:${port}`;
  const published = ports.find(({ containerPort, hostPort }) =>
    containerPort === port && hostPort !== undefined
  )?.hostPort;
  if (published !== undefined && !isInContainer) return `127.0.0.1:${published}`;
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
