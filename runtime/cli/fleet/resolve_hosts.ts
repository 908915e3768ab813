import { FLEET_LABELS, FLEET_PORT } from "../../contract/fleet.ts";
import type { FleetFields, FleetFile, FleetHost } from "../../contract/fleet.ts";
import { formatTarget, parseFleetAddress } from "../../contract/fleet_address.ts";
import { EXPOSED_LABELS } from "./exposed_labels.ts";

/** One host with all that it has of its group and the defaults. */
export interface Host {
  /** The label `instance`: its name, or its address and port. */
  readonly instance: string;
  /** Address and port as Prometheus has them: `10.0.0.7:8090`. */
  readonly target: string;
  readonly scheme: "http" | "https";
  /** The name of its group; empty without one. */
  readonly group: string;
  readonly labels: Readonly<Record<string, string>>;
  /** File that holds the bearer token. */
  readonly tokenFile: string | undefined;
  /** File with the authority of its certificate. */
  readonly caFile: string | undefined;
  /** True where `instance` is a name of its own. */
  readonly isNamed: boolean;
}

/** A rule that a host breaks beside others. */
export interface HostFault {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
  readonly fix?: string;
}

/** The place of a host in its file. */
type Path = readonly PropertyKey[];

/** Resolves every host of an inventory, and finds what stands twice. */
export function resolveHosts(
  file: FleetFile,
  lineOf: (path: Path) => number | undefined = () => undefined,
): { hosts: readonly Host[]; faults: readonly HostFault[] } {
  const hosts: Host[] = [];
  const faults: HostFault[] = labelFaults(file.defaults, ["defaults"]);
  const places = new Places();
  const take = (one: FleetHost, path: Path, above: readonly FleetFields[], group: string) => {
    const host = resolveHost(one, above, group);
    faults.push(...labelFaults(one, path), ...hostFaults(one, host, path));
    const twice = places.claim(host, path);
    if (twice !== undefined) faults.push(double(twice.what, twice.at, lineOf(twice.first)));
    hosts.push(host);
  };
  for (const [name, group] of Object.entries(file.groups)) {
    faults.push(...labelFaults(group, ["groups", name]));
    group.hosts.forEach((one, index) =>
      take(one, ["groups", name, "hosts", index], [file.defaults, group], name)
    );
  }
  file.hosts.forEach((one, index) => take(one, ["hosts", index], [file.defaults], ""));
  if (hosts.length === 0) {
    faults.push({
      path: [],
      rule: "must name a host: an empty list would take every target from Prometheus",
      fix: 'Add one, such as `hosts: ["10.0.0.7"]`',
    });
  }
  return { hosts, faults };
}

function resolveHost(one: FleetHost, above: readonly FleetFields[], group: string): Host {
  const all = [...above, one];
  const { host = "", port } = parseFleetAddress(one.address) ?? {};
  const last = <Key extends keyof FleetFields>(key: Key): FleetFields[Key] =>
    all.map((fields) => fields[key]).findLast((value) => value !== undefined);
  const target = formatTarget(host, port ?? last("port") ?? FLEET_PORT);
  return {
    instance: one.name ?? target,
    target,
    scheme: last("scheme") ?? "http",
    group,
    labels: Object.assign({}, ...all.map(({ labels }) => labels)),
    tokenFile: last("tokenFile"),
    caFile: last("caFile"),
    isNamed: one.name !== undefined,
  };
}

/** The places of targets and of instances, of which none may be there twice. */
class Places {
  readonly #targets = new Map<string, Path>();
  readonly #instances = new Map<string, Path>();

  /** Notes a host; returns what of it another has already. */
  claim(
    { target, instance, isNamed }: Host,
    path: Path,
  ): { what: string; at: Path; first: Path } | undefined {
    const sameTarget = this.#targets.get(target);
    const sameInstance = this.#instances.get(instance);
    this.#targets.set(target, sameTarget ?? path);
    this.#instances.set(instance, sameInstance ?? path);
    if (sameTarget) return { what: target, at: [...path, "address"], first: sameTarget };
    const at = [...path, isNamed ? "name" : "address"];
    return sameInstance && { what: instance, at, first: sameInstance };
  }
}

function double(key: string, path: Path, line: number | undefined): HostFault {
  const where = line === undefined ? "" : `, first on line ${line}`;
  return {
    path,
    rule: `must be unique: ${key} appears twice${where}`,
    fix: "Remove or change one",
  };
}

function hostFaults(one: FleetHost, host: Host, path: Path): HostFault[] {
  const faults: HostFault[] = [];
  if (one.port !== undefined && parseFleetAddress(one.address)?.port !== undefined) {
    const rule = "is given twice: the address has a port too";
    faults.push({ path: [...path, "port"], rule, fix: "Remove one" });
  }
  const count = Object.keys(host.labels).length;
  if (count > FLEET_LABELS) {
    const rule = `must not be more than ${FLEET_LABELS} labels with those of group and defaults; ` +
      `there are ${count}`;
    faults.push({ path: [...path, "labels"], rule });
  }
  return faults;
}

function labelFaults({ labels = {} }: FleetFields, path: Path): HostFault[] {
  return Object.keys(labels).filter((name) => EXPOSED_LABELS.has(name)).map((name) => ({
    path: [...path, "labels", name],
    rule: `is a label of the metrics themselves, which Prometheus would rename to exported_${name}`,
    fix: `Choose another name, such as host_${name}`,
  }));
}
