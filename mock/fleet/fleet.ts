import type { Condition } from "./conditions.ts";
import { FLEET_SCENARIOS } from "./conditions.ts";
import { HOST_KINDS } from "./kinds.ts";
import { dressPage, renderPage } from "./page.ts";
import type { Page } from "./page.ts";
import { PAGE_SECONDS } from "./recording.ts";
import type { Recordings } from "./record_all.ts";
import { makeRoster } from "./roster.ts";
import type { FleetHost } from "./roster.ts";

/** Hosts of a kind are up to so many pages apart, so that no two neighbours tell the same. */
const SHIFTS = 8;

/** Hosts that tell what a recording told, each at a place of its own in it. */
export class Fleet {
  readonly roster: readonly FleetHost[];
  readonly #byName: ReadonlyMap<string, FleetHost>;
  readonly #recordings: Recordings;
  readonly #startUnix: number;
  readonly #pages = new Map<string, Page>();
  #tick = -1;
  #scenario = "healthy";

  constructor(hosts: number, recordings: Recordings, startUnix: number) {
    this.roster = makeRoster(hosts);
    this.#byName = new Map(this.roster.map((host) => [host.name, host]));
    this.#recordings = recordings;
    this.#startUnix = startUnix;
  }

  get scenario(): string {
    return this.#scenario;
  }

  /** Changes what goes wrong, at once. Returns false where there is no scenario of that name. */
  play(scenario: string): boolean {
    if (!Object.hasOwn(FLEET_SCENARIOS, scenario)) return false;
    this.#scenario = scenario;
    return true;
  }

  /** The host of that name; undefined where there is none. */
  find(name: string): FleetHost | undefined {
    return this.#byName.get(name);
  }

  findCondition(host: FleetHost): Condition {
    return FLEET_SCENARIOS[this.#scenario]?.conditionOf(host) ?? "well";
  }

  /** The page of a host as it is now; undefined of one that is dead. */
  renderPage(host: FleetHost, nowUnix: number): Uint8Array<ArrayBuffer> | undefined {
    const condition = this.findCondition(host);
    if (condition === "dead") return undefined;
    const tick = Math.max(0, Math.floor((nowUnix - this.#startUnix) / PAGE_SECONDS));
    if (tick !== this.#tick) this.#pages.clear();
    this.#tick = tick;
    const kind = host.number % HOST_KINDS.length;
    const shifted = tick + Math.floor(host.number / HOST_KINDS.length) % SHIFTS;
    const key = `${kind} ${condition} ${shifted}`;
    let page = this.#pages.get(key);
    if (!page) {
      const recording = this.#recordings.get(condition)?.[kind];
      if (!recording) throw new RangeError(`There is no recording of kind ${kind}, ${condition}`);
      this.#pages.set(key, page = renderPage(recording, shifted));
    }
    return dressPage(page, { number: host.number, nowUnix });
  }
}
