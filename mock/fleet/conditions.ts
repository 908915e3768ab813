/** Scenarios of a fleet: hosts that share a rack, a deploy or an aisle fail together. */
import type { FleetHost } from "./roster.ts";

/** The state of a host; a dead one answers nobody. */
export type Condition = "well" | "hot" | "broken" | "sick" | "dead";

/** A scenario: the condition of each host. */
interface Happening {
  readonly description: string;
  readonly conditionOf: (host: FleetHost) => Condition;
}

const DEAD_RACK = "r02";
const DEPLOYED_CLUSTER = "east";
const HOT_AISLE = "a02";
/** Every so many hosts one has a fault of its own. */
const LONE_FAULT = 25;

const when = (is: boolean, condition: Condition) => is ? condition : undefined;
const rackDies = ({ rack }: FleetHost) => when(rack === DEAD_RACK, "dead");
const deployFails = ({ cluster }: FleetHost) => when(cluster === DEPLOYED_CLUSTER, "broken");
const aisleIsHot = ({ aisle }: FleetHost) => when(aisle === HOT_AISLE, "hot");
const isAlone = ({ number }: FleetHost) => when(number % LONE_FAULT === LONE_FAULT - 1, "sick");

/** Scenarios of a fleet, by name. */
export const FLEET_SCENARIOS: Readonly<Record<string, Happening>> = {
  healthy: { description: "All is well", conditionOf: () => "well" },
  "rack-dead": {
    description: `Rack ${DEAD_RACK} loses its power`,
    conditionOf: (host) => rackDies(host) ?? "well",
  },
  "bad-deploy": {
    description: `An engine that ends after each start comes to cluster ${DEPLOYED_CLUSTER}`,
    conditionOf: (host) => deployFails(host) ?? "well",
  },
  "hot-aisle": {
    description: `The air of aisle ${HOT_AISLE} is too warm, and its cards slow down`,
    conditionOf: (host) => aisleIsHot(host) ?? "well",
  },
  "bad-day": {
    description: "All of these at once, and a card falls off the bus here and there",
    conditionOf: (host) =>
      rackDies(host) ?? isAlone(host) ?? aisleIsHot(host) ?? deployFails(host) ?? "well",
  },
};
