import { CallError, FamilySet, inactive } from "@llm-monitor/sdk";
import type {
  Docker,
  DockerContainer,
  DockerDetails,
  DockerEngine,
  DockerFailure,
  DockerStats,
  Family,
  Inactive,
  PluginContext,
} from "@llm-monitor/sdk";
import { addContainer, addCounters, labelOf } from "./add_container.ts";
import { DetailsCache } from "./details_cache.ts";
import { parseCounters } from "./parse/counters.ts";
import { chooseContainers } from "./parse/filter.ts";
import { CachedAnswer } from "./cached_answer.ts";
import type { Settings } from "./settings.ts";

/** Outcomes that say something about the engine; others are faults of the set-up. */
const ENGINE_FAILURES: readonly string[] = [
  "unavailable",
  "timed_out",
  "access_denied",
  "failed",
  "too_large",
  "not_found",
];
/** States in which a container has counters. */
const ALIVE: readonly string[] = ["running", "paused"];
const STATS_AT_ONCE = 100;
const STATES = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

type Context = PluginContext<Settings>;
type Clock = () => number;

/** Makes a collector. It remembers details of containers between collections. */
export function createCollector(
  { nowMs }: { nowMs: Clock },
): (context: Context) => Promise<Family[] | Inactive> {
  const cache = new DetailsCache();
  const engine = new CachedAnswer<DockerEngine>();
  let wasThere = false;
  let lastTrouble = "";
  return async (context) => {
    const set = new FamilySet();
    try {
      await collect(context, { set, cache, engine, nowMs });
      wasThere = true;
      lastTrouble = "";
    } catch (error) {
      if (!(error instanceof CallError) || !ENGINE_FAILURES.includes(error.code)) throw error;
      if (!wasThere && error.code === "unavailable") return inactive(error.message);
      if (error.message !== lastTrouble) context.log("warn", error.message);
      lastTrouble = error.message;
      // Half of the truth would be taken for the whole.
      return new FamilySet().gauge("llm_monitor_docker_up", {}, 0).families();
    }
    return set.families();
  };
}

async function collect(
  { docker, config }: Context,
  { set, cache, engine, nowMs }: {
    set: FamilySet;
    cache: DetailsCache;
    engine: CachedAnswer<DockerEngine>;
    nowMs: Clock;
  },
): Promise<void> {
  const timed = async <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const startMs = nowMs();
    const answer = await ask();
    const seconds = (nowMs() - startMs) / 1000;
    set.gauge("llm_monitor_docker_collection_seconds", { question }, seconds);
    return answer;
  };
  const all = await timed("containers", () => docker.containers());
  const { chosen, filtered, beyondLimit } = chooseContainers(uniquelyNamed(all), config);
  const details = await timed(
    "details",
    () => cache.of(docker, chosen, { nowMs: nowMs(), maxAgeMs: config.detailsInterval }),
  );
  set.gauge("llm_monitor_docker_up", {}, 1);
  const age = { nowMs: nowMs(), maxAgeMs: config.detailsInterval };
  addEngine(set, await engine.get(() => docker.engine(), age));
  for (const state of STATES) {
    const count = all.filter((container) => container.state === state).length;
    set.gauge("llm_monitor_docker_containers", { state }, count);
  }
  set.gauge("llm_monitor_docker_containers_left_out", { reason: "filtered" }, filtered);
  set.gauge("llm_monitor_docker_containers_left_out", { reason: "limit" }, beyondLimit);
  for (const container of chosen) addContainer(set, container, details.get(container.id));
  const alive = chosen.filter(({ state }) => ALIVE.includes(state));
  await timed("stats", () => addStats(set, docker, { alive, details }));
}

function addEngine(
  set: FamilySet,
  { name, version, apiVersion, storageDriver, cgroupVersion }: DockerEngine,
): void {
  set.info("llm_monitor_docker_engine_info", {
    name,
    version,
    api_version: apiVersion,
    storage_driver: storageDriver,
    cgroup_version: cgroupVersion,
  });
}

async function addStats(
  set: FamilySet,
  docker: Docker,
  { alive, details }: {
    alive: readonly DockerContainer[];
    details: ReadonlyMap<string, DockerDetails>;
  },
): Promise<void> {
  const unread = new Map<string, number>();
  const samples = await statsOf(docker, alive.map(({ id }) => id));
  for (const container of alive) {
    const sample = samples[container.id] ?? { failed: "not_found" };
    if ("failed" in sample) {
      // One that ended meanwhile is no fault.
      if (sample.failed !== "not_found") {
        unread.set(sample.failed, (unread.get(sample.failed) ?? 0) + 1);
      }
      continue;
    }
    const counters = parseCounters(sample);
    if (!counters) continue;
    addCounters(set, container, { counters, details: details.get(container.id) });
  }
  for (const [reason, count] of unread) {
    set.gauge("llm_monitor_docker_containers_unread", { reason }, count);
  }
}

/** An answer has to fit into a frame, and a sample of a large machine has its 70 KB. */
async function statsOf(docker: Docker, ids: readonly string[]) {
  const samples: Record<string, DockerStats | DockerFailure> = {};
  for (let start = 0; start < ids.length; start += STATS_AT_ONCE) {
    Object.assign(samples, await docker.stats(ids.slice(start, start + STATS_AT_ONCE)));
  }
  return samples;
}

/** A name belongs to one container at a time; of a race between two lists, the first one counts. */
function uniquelyNamed(containers: readonly DockerContainer[]): DockerContainer[] {
  const seen = new Set<string>();
  return containers.filter((container) => {
    const label = labelOf(container);
    const isNew = !seen.has(label);
    seen.add(label);
    return isNew;
  });
}
