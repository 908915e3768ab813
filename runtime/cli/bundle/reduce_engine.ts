import { isRecord } from "../../contract/record.ts";
import type { EngineAnswer } from "./bundle.ts";
import type { Redactor } from "./redactor.ts";

/**
 * Fields of the engine's documents that stay. All others go, with everything below them: variables,
 * commands, mounts, labels and options hold whatever somebody wrote there.
 */
const KEPT = new Set([
  // Lists and details of containers.
  ...["Id", "Names", "Image", "State", "Status", "Created", "Labels", "HostConfig", "NetworkMode"],
  ...["NetworkSettings", "Networks", "IPAddress", "Ports", "Type", "PrivatePort", "PublicPort"],
  ...["IP", "Config", "StartedAt", "FinishedAt", "ExitCode", "OOMKilled", "Running", "Restarting"],
  ...["Health", "Healthcheck", "FailingStreak", "RestartCount", "RestartPolicy", "Name", "Memory"],
  ...["NanoCpus", "CpuQuota", "CpuPeriod", "CpusetCpus", "PidsLimit", "DeviceRequests", "Driver"],
  ...["Count", "DeviceIDs", "Capabilities", "Runtime", "Env"],
  // The engine.
  ...["Version", "ApiVersion", "MinAPIVersion", "Components", "Os", "Arch", "KernelVersion"],
  ...["CgroupVersion", "ServerVersion", "OperatingSystem", "OSType", "Architecture", "NCPU"],
  ...["MemTotal", "message"],
  // Its disk.
  ...["LayersSize", "Images", "Containers", "Volumes", "BuildCache", "Size", "SizeRw", "Shared"],
  ...["SharedSize", "UsageData", "TotalSize", "TotalCount", "ActiveCount", "Reclaimable"],
  ...["ImageUsage", "ContainerUsage", "VolumeUsage", "BuildCacheUsage"],
]);
const OWN_NETWORKS = [
  "default",
  "host",
  "bridge",
  "none",
  "nat",
  "private",
  "slirp4netns",
  "pasta",
];
/** Labels that name containers, as `docker compose` and others set them. */
const NAMING =
  /^(?:com\.docker\.compose|io\.podman\.compose|com\.docker\.(?:stack|swarm)|io\.kubernetes)\./;
const OURS = /^llm-monitor\./;
/** Of the environment this alone is looked at, and says which cards a container has. */
const CARDS = /^NVIDIA_VISIBLE_DEVICES=[\w.:,/-]{0,400}$/;
const ID = /^[0-9a-f]{64}$/;

/** Learns the names of containers, so that they are known wherever else they stand. */
export function learnContainers(answers: readonly EngineAnswer[], redactor: Redactor): void {
  for (const { path, document } of answers) {
    if (path.startsWith("/containers/json")) reduce(document, redactor);
  }
}

/** Shortens a document of the engine to what is read of it, with other names. */
export function reduceEngine(
  { path, status, document }: EngineAnswer,
  redactor: Redactor,
): EngineAnswer {
  const isStats = /^\/containers\/[0-9a-f]+\/stats\b/.test(path);
  return { path, status, document: isStats ? numbersOf(document) : reduce(document, redactor) };
}

function reduce(value: unknown, redactor: Redactor, key = "", parent = ""): unknown {
  if (typeof value === "string") return rename(value, redactor, key, parent);
  if (Array.isArray(value)) return value.map((item) => reduce(item, redactor, key, parent));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  if (key === "Labels") return labels(entries, redactor);
  if (key === "Networks") {
    return Object.fromEntries(entries.map(([name, network]) => [
      OWN_NETWORKS.includes(name) ? name : redactor.name("network", name),
      reduce(network, redactor, "Network", key),
    ]));
  }
  return Object.fromEntries(
    entries.filter(([name]) => KEPT.has(name))
      .map(([name, inner]) => [
        name,
        name === "Env" ? listCards(inner) : reduce(inner, redactor, name, key),
      ]),
  );
}

function rename(text: string, redactor: Redactor, key: string, parent: string): string {
  if (ID.test(text)) return text;
  if (key === "Names") {
    return text.split("/").map((name) => redactor.name("container", name)).join("/");
  }
  if (key === "Name" && parent === "Volumes") return redactor.name("volume", text);
  if (key === "Name" && parent === "") {
    // Of a container it begins with a slash; else it is the engine, which is named as its machine.
    return text.startsWith("/")
      ? `/${redactor.name("container", text.slice(1))}`
      : redactor.name("host", text);
  }
  if (key === "NetworkMode" && !OWN_NETWORKS.includes(text) && !text.startsWith("container:")) {
    return redactor.name("network", text);
  }
  if (key === "Image") return redactor.text(withoutRegistry(text, redactor));
  return redactor.text(text);
}

/** `registry.example:5000/team/image:tag`: the first part is a host where it looks like one. */
function withoutRegistry(image: string, redactor: Redactor): string {
  const [, host, rest] = /^([^/]*[.:][^/]*)\/(.+)$/.exec(image) ?? [];
  return host === undefined ? image : `${redactor.name("host", host)}/${rest}`;
}

function labels(
  entries: readonly [string, unknown][],
  redactor: Redactor,
): Record<string, unknown> {
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      if (typeof value !== "string") return [];
      if (OURS.test(name)) return [[name, redactor.text(value)]];
      if (!NAMING.test(name) || !/\.(?:project|service|namespace|name)$/.test(name)) return [];
      return [[name, redactor.name("container", value)]];
    }),
  );
}

function listCards(env: unknown): string[] {
  return Array.isArray(env)
    ? env.filter((line): line is string => typeof line === "string" && CARDS.test(line))
    : [];
}

/** A sample holds counters; of texts only the kind of an operation is looked at. */
function numbersOf(value: unknown, key = ""): unknown {
  if (typeof value === "string") return /^op$|^(?:pre)?read$/.test(key) ? value.slice(0, 40) : "";
  if (Array.isArray(value)) return value.map((item) => numbersOf(item, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) =>
      /^[\w.-]{1,40}$/.test(name) && name !== "name" && name !== "id"
    )
      .map(([name, inner]) => [name, numbersOf(inner, name)]),
  );
}
