import type { CallOutcome } from "../../runtime/contract/codes.ts";
import { VERSION } from "../../runtime/contract/version.ts";
import type { ValidFamily } from "../../runtime/contract/metric.ts";
import type { ProcessUsage } from "../../runtime/contract/syscall.ts";
import { SelfMetrics } from "../../runtime/host/exposition/self_metrics.ts";
import { describeStanding } from "../../runtime/kernel/process/priority/standing.ts";
import { describeLayers } from "../../runtime/kernel/process/isolation/wrappers.ts";
import type { Collected } from "./plugin_run.ts";

const MIB = 1024 ** 2;
/** The duration of a collection besides the waits of the plugin, and of an answer of the monitor. */
const COLLECTION_SECONDS = 0.031;
const SCRAPE_SECONDS = 0.004;

/** Processes of the monitor as they are at rest on the mock's machine: memory, and CPU a second. */
const PROCESSES: readonly (
  & Pick<ProcessUsage, "role" | "name" | "openFds">
  & { readonly megabytes: number; readonly cpu: number }
)[] = [
  { role: "kernel", name: "", openFds: 41, megabytes: 71, cpu: 0.004 },
  { role: "host", name: "", openFds: 22, megabytes: 64, cpu: 0.006 },
  { role: "service", name: "docker", openFds: 17, megabytes: 66, cpu: 0.002 },
];
const GUEST = { openFds: 15, megabytes: 52, cpu: 0.003, starvedShare: 0.0004 };
/** A usual Linux, which has every layer of the sandbox. */
const LAYERS = [
  ...describeLayers({
    setsid: "setsid",
    prlimit: "prlimit",
    namespaces: ["unshare"],
    noNetwork: ["unshare"],
    setpriv: "setpriv",
    isRoot: true,
    ownUser: true,
    sealed: true,
    fence: {
      bwrap: "bwrap",
      filters: { offline: "", online: "" },
      paths: [],
      resolverPaths: [],
      links: [],
    },
    fenceProblem: "",
    landlock: undefined,
  }),
  ...describeStanding({ isRaised: true, isSpared: true, canRestore: true, metersWaits: true }),
];

/** The monitor of a played world as it reports on itself: the host's own metrics, on a machine at rest. */
export class MonitorReport {
  readonly #metrics: SelfMetrics;
  readonly #startUnix: number;
  readonly #plugins: readonly string[];

  constructor(plugins: readonly string[], startUnix: number) {
    this.#metrics = new SelfMetrics({ version: VERSION, denoVersion: Deno.version.deno });
    this.#plugins = plugins;
    this.#startUnix = startUnix;
    this.#metrics.isolation(LAYERS);
    for (const plugin of plugins) this.#metrics.stateChanged(plugin, "idle");
  }

  /** Takes what a collection came to. */
  collected(plugin: string, { result, families, seconds }: Collected, unixSeconds: number): void {
    const isUp = result === "ok" ? true : result === "inactive" ? undefined : false;
    this.#metrics.collectionFinished(plugin, {
      result,
      seconds: seconds + COLLECTION_SECONDS,
      atUnixSeconds: unixSeconds + seconds,
    });
    this.#metrics.setUp(plugin, isUp);
    this.#metrics.stateChanged(
      plugin,
      isUp === undefined ? "inactive" : isUp ? "idle" : "backoff",
    );
    this.#metrics.setSeries(
      plugin,
      families.reduce((sum, { samples }) => sum + samples.length, 0),
    );
    if (result === "stopped") this.#metrics.restarted(plugin, "call_timeout");
  }

  /** Takes a call that a plugin made of the kernel. */
  called(plugin: string, service: string, outcome: CallOutcome): void {
    this.#metrics.callFinished(plugin, service, outcome);
  }

  /** The families at a moment, of which a scrape is told. */
  async families(unixSeconds: number): Promise<ValidFamily[]> {
    const age = unixSeconds - this.#startUnix;
    const usage = (
      one: Pick<ProcessUsage, "role" | "name" | "openFds">,
      { megabytes, cpu, starvedShare = 0 }: {
        megabytes: number;
        cpu: number;
        starvedShare?: number;
      },
      index: number,
    ): ProcessUsage => ({
      ...one,
      pid: 1_000 + index,
      residentBytes: megabytes * MIB,
      cpuSeconds: cpu * age,
      startTimeSeconds: this.#startUnix,
      starvedSeconds: starvedShare * age,
    });
    const own = PROCESSES.map((one, index) => usage(one, one, index));
    const guests = this.#plugins.map((name, index) =>
      usage({ role: "guest", name, openFds: GUEST.openFds }, GUEST, 10 + index)
    );
    this.#metrics.kernelReported({
      processes: [...own, ...guests],
      droppedLogLines: 0,
      callWaitSeconds: {},
      isWatching: true,
    });
    this.#metrics.connectionsOpen(1);
    this.#metrics.httpRequest({
      route: "/metrics",
      method: "GET",
      status: 200,
      seconds: SCRAPE_SECONDS,
    });
    return await this.#metrics.families();
  }
}
