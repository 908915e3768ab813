/** The hosts of a fleet, and where they stand. */

/** A host of the fleet. */
export interface FleetHost {
  readonly number: number;
  /** `r02-h07`: the seventh of the second rack. */
  readonly name: string;
  readonly rack: string;
  readonly aisle: string;
  readonly cluster: string;
}

const HOSTS_IN_RACK = 10;
const RACKS_IN_AISLE = 2;
const CLUSTERS = ["east", "west"];

/** The port that a host would have; only a label here. */
const PORT = 8090;

/** Returns so many hosts, rack by rack. */
export function makeRoster(count: number): FleetHost[] {
  return Array.from({ length: count }, (_, number) => {
    const rack = Math.floor(number / HOSTS_IN_RACK);
    const aisle = Math.floor(rack / RACKS_IN_AISLE);
    const place = numbered("r", rack, 2);
    return {
      number,
      name: `${place}-${numbered("h", number % HOSTS_IN_RACK, 2)}`,
      rack: place,
      aisle: numbered("a", aisle, 2),
      cluster: CLUSTERS[aisle % CLUSTERS.length] ?? "",
    };
  });
}

/**
 * Returns the hosts as Prometheus' `http_sd` has them. All of them are paths of one listener: a thousand
 * addresses would need a loopback network, which Linux alone has.
 */
export function toTargets(
  roster: readonly FleetHost[],
  address: string,
): { targets: string[]; labels: Record<string, string> }[] {
  return roster.map(({ name, rack, aisle, cluster }) => ({
    targets: [address],
    labels: {
      instance: `${name}:${PORT}`,
      cluster,
      rack,
      aisle,
      __metrics_path__: `/host/${name}/metrics`,
    },
  }));
}

function numbered(letter: string, index: number, digits: number): string {
  return `${letter}${String(index + 1).padStart(digits, "0")}`;
}
