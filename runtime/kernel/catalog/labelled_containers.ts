import type {
  ContainerLabels,
  LabelledContainer,
  LabelledContainers,
} from "../../contract/container_labels.ts";
import type { DockerContainer } from "../../contract/docker.ts";

/** The servers that the labels of all containers name. */
export interface FoundContainers {
  readonly containers: readonly LabelledContainer[];
  /** Problems of a container's labels, a sentence each. */
  readonly problems: readonly string[];
}

/** The containers that were found of one declaration. */
export interface LabelledGroup {
  readonly labels: ContainerLabels;
  readonly containers: readonly LabelledContainer[];
}

/** Makes the labelled containers of the groups that were found. */
export function makeLabelled(groups: readonly LabelledGroup[]): LabelledContainers {
  return {
    find: (wanted) =>
      groups.find(({ labels }) => makeLabelsKey(labels) === makeLabelsKey(wanted))?.containers ??
        [],
    urls: () =>
      groups.flatMap(({ labels, containers }) => {
        const fields = ["url", ...Object.keys(labels.addresses)];
        return containers.flatMap((one) => fields.flatMap((field) => one[field] ?? []));
      }),
  };
}

/** Plugins that declare the same labels are told of the same containers. */
export function makeLabelsKey(labels: ContainerLabels): string {
  return JSON.stringify(labels);
}

/** The addresses of a container: its own `host:port`, and the URLs of its further addresses. */
export interface Addresses {
  readonly own: string;
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * Finds the containers that carry the labels.
 *
 * @param known addresses of before by container, so that one that stopped is still told of.
 * @param isInContainer whether we run in one: then what others publish on this machine is not ours.
 */
export function findLabelled(
  all: readonly DockerContainer[],
  labels: ContainerLabels,
  { known, isInContainer }: { known: Map<string, Addresses>; isInContainer: boolean },
): FoundContainers {
  const containers: LabelledContainer[] = [];
  const problems: string[] = [];
  const ids = new Set(all.map(({ id }) => id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  for (const container of all.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const { id } = container;
    const label = container.labels[labels.name];
    if (label === undefined || label === "false") continue;
    const read = listAddresses(container, labels, isInContainer);
    // One that is stopped has neither addresses nor ports.
    const addresses = typeof read === "object" ? read : known.get(id);
    if (typeof read === "string" && !addresses) problems.push(read);
    if (!addresses) continue;
    known.set(id, addresses);
    const name = findName(container, label);
    containers.push({
      name: containers.some((other) => other.name === name) ? `${name}-${id.slice(0, 12)}` : name,
      url: `http://${addresses.own}`,
      ...readValues(container, labels),
      ...addresses.urls,
    });
  }
  return { containers, problems };
}

function readValues(
  container: DockerContainer,
  { values }: ContainerLabels,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, label]) => {
      const value = container.labels[label];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** Returns where a container is reached, or what is wrong with its labels; undefined while it does not run. */
function listAddresses(
  container: DockerContainer,
  labels: ContainerLabels,
  isInContainer: boolean,
): Addresses | string | undefined {
  const { state } = container;
  if (state !== "running" && state !== "paused") return undefined;
  const urls: Record<string, string> = {};
  for (const [field, { port: label, path }] of Object.entries(labels.addresses)) {
    if (container.labels[label] === undefined) continue;
    const port = readPort(container, label);
    if (typeof port === "string") return port;
    const address = findAddress(container, port, isInContainer);
    if (address !== undefined) urls[field] = `http://${address}${path}`;
  }
  const port = findPort(container, labels);
  if (typeof port === "string") return port;
  const own = findAddress(container, port, isInContainer);
  return own === undefined ? undefined : { own, urls };
}

/** The port that a container serves on, or what is wrong with its labels. */
function findPort(container: DockerContainer, labels: ContainerLabels): number | string {
  const { name, ports } = container;
  if (container.labels[labels.port] !== undefined) return readPort(container, labels.port);
  const others = Object.values(labels.addresses).map(({ port }) => Number(container.labels[port]));
  const own = [...new Set(ports.map(({ containerPort }) => containerPort))]
    .filter((port) => !others.includes(port));
  const [only] = own;
  if (own.length === 1 && only !== undefined) return only;
  const has = own.length === 0 ? "no port" : `the ports ${own.join(", ")}`;
  return `Cannot watch container "${name}": it has ${has}; set its label ${labels.port}`;
}

function readPort({ name, labels }: DockerContainer, label: string): number | string {
  const text = labels[label] ?? "";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const shown = JSON.stringify(text.slice(0, 40));
  return `Cannot watch container "${name}": its label ${label} is ${shown}; it must be a port`;
}

/** Returns where a port of a container is reached; undefined where it is not. */
function findAddress(
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
function findName({ name, labels }: DockerContainer, label: string): string {
  const own = label === "true" || label === "" ? undefined : label;
  const service = labels["com.docker.compose.service"];
  const text = own ?? (service || name);
  return text.replaceAll(/[^\w.:-]/g, "_").slice(0, 50);
}
