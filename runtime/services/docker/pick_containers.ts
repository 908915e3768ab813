import type { DockerContainer, DockerPort } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { toFields, toList, toNumber, toText } from "./fields.ts";
import type { Fields } from "./fields.ts";

const LABELS: readonly string[] = [
  "com.docker.compose.project",
  "com.docker.compose.service",
  "com.docker.compose.container-number",
  "io.podman.compose.project",
  "io.podman.compose.service",
  "com.docker.stack.namespace",
  "com.docker.swarm.service.name",
  "io.kubernetes.pod.namespace",
  "io.kubernetes.pod.name",
  "io.kubernetes.container.name",
];

/** The list of containers, with the labels that may be told. */
export function pickContainers(answer: unknown, allowed: readonly string[]): DockerContainer[] {
  return toList(answer).filter(isRecord).map((container) => ({
    id: toText(container.Id),
    name: ownName(toList(container.Names).map(toText)),
    image: toText(container.Image),
    state: toText(container.State).toLowerCase(),
    status: toText(container.Status),
    createdSeconds: createdSeconds(container.Created),
    labels: Object.fromEntries(
      Object.entries(toFields(container.Labels)).flatMap(([name, value]) =>
        isAllowed(name, allowed) ? [[name, toText(value)]] : []
      ),
    ),
    addresses: listAddresses(container),
    ports: toList(container.Ports).map(toFields).flatMap(findPort),
    isOnHostNetwork: toFields(container.HostConfig).NetworkMode === "host",
  }));
}

function listAddresses({ NetworkSettings: settings }: Fields): string[] {
  return Object.values(toFields(toFields(settings).Networks)).flatMap((network) => {
    const address = toText(toFields(network).IPAddress);
    return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) ? [address] : [];
  });
}

/** One of a container's ports; it is listed for each address of this machine that it is published at. */
function findPort(
  { Type: type, PrivatePort: own, PublicPort: published, IP: ip }: Fields,
): DockerPort[] {
  if (type !== "tcp" || !isPort(own)) return [];
  if (!isPort(published)) return [{ containerPort: own }];
  const hostIp = toText(ip);
  const isAny = hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::";
  return [{ containerPort: own, hostPort: published, ...(!isAny && { hostIp }) }];
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535;
}

function isAllowed(name: string, allowed: readonly string[]): boolean {
  return LABELS.includes(name) || name.startsWith("llm-monitor.") || allowed.includes(name);
}

/** `/web/db` is the name that another container has for this one. */
function ownName(names: readonly string[]): string {
  const plain = names.map((name) => name.replace(/^\//, ""));
  return plain.find((name) => name !== "" && !name.includes("/")) ?? plain[0] ?? "";
}

/** Docker writes seconds, some versions of podman a date. */
function createdSeconds(value: unknown): number {
  const parsed = typeof value === "string" ? Date.parse(value) / 1000 : toNumber(value);
  return parsed !== undefined && Number.isFinite(parsed) ? parsed : 0;
}
