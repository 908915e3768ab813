import { FamilySet, inactive } from "@llm-monitor/sdk";
import type { Family, Inactive, PluginContext } from "@llm-monitor/sdk";
import { fitFamilies } from "./fit_families.ts";
import { mergeFamilies } from "./merge_families.ts";
import { createProber } from "./probe/prober.ts";
import { PROFILES } from "./profiles.ts";
import type { Settings } from "./settings.ts";
import { addressOf, Discovery } from "./targets/discovery.ts";
import { readTargets } from "./targets/read_targets.ts";
import type { Target } from "./targets/target.ts";
import { newMemory, watchTarget } from "./watch_target.ts";
import type { Memory, Surroundings, Watched } from "./watch_target.ts";

/** Makes a collector. It remembers what is behind each target. */
export function createCollector(
  surroundings: Surroundings,
): (context: PluginContext<Settings>) => Promise<Family[] | Inactive> {
  const memories = new Map<string, Memory>();
  const troubles = new Map<string, string>();
  const discovery = new Discovery();
  const prober = createProber(surroundings);
  const memoryOf = ({ name, url }: Target): Memory => {
    const key = `${name} ${url}`;
    const memory = memories.get(key) ?? newMemory();
    memories.set(key, memory);
    return memory;
  };
  return async (context) => {
    const configured = configuredTargets(context.config);
    const taken = new Set(configured.map(({ url }) => addressOf(url)));
    const found = discovery.targets(context.config.discover, taken, surroundings.nowMs());
    const watched = await Promise.all([...configured, ...found].map(async (target) => {
      const memory = memoryOf(target);
      const result = await watchTarget(target, { memory, context, surroundings, prober })
        .catch((error: unknown) => failed(target, error));
      if (target.isDiscovered) {
        discovery.saw(target.name, result.saw, surroundings.nowMs());
      }
      return { target, memory, ...result };
    }));
    const told = withoutSeconds(
      watched.filter(({ target }) => !target.isDiscovered || discovery.isServer(target.name)),
    );
    const fitting = fitFamilies(told);
    for (const { target: { target, trouble }, cut } of fitting) {
      const tooMuch = cut === 0 ? "" : tooMuchOf(target, cut);
      sayChange(target, tooMuch || trouble, { troubles, context });
    }
    return told.length === 0
      ? inactive(nothingFound(context.config))
      : mergeFamilies(fitting.map(({ families }) => families));
  };
}

/** The operator's targets, and the containers that are labelled as some. */
function configuredTargets({ targets, containers = [] }: Settings): Target[] {
  const kinds = PROFILES.map(({ id }) => id);
  const own = readTargets(targets, kinds);
  const addresses = new Set(own.map(({ url }) => addressOf(url)));
  const names = new Set(own.map(({ name }) => name));
  const labelled = readTargets(containers, kinds).filter(({ name, url }) =>
    !addresses.has(addressOf(url)) && !names.has(name)
  );
  return [...own, ...labelled];
}

type Result = Watched & { readonly target: Target; readonly memory: Memory };

/** A fault of ours costs the target that brought it to light, and no other. */
function failed({ name }: Target, error: unknown): Watched {
  const set = new FamilySet();
  set.gauge("llm_monitor_llm_up", { target: name, engine: "unknown" }, 0);
  const why = error instanceof Error ? error.stack ?? error.message : String(error);
  const trouble = `Cannot watch target "${name}", which is a fault of this plugin: ${why}`;
  return { families: set.families(), saw: "server", trouble };
}

/** A server with a port of its own for metrics would be found at both of its ports. */
function withoutSeconds(results: readonly Result[]): readonly Result[] {
  return results.filter(({ target, memory }) => {
    const port = PROFILES.find(({ id }) => id === memory.found?.kind)?.metrics?.port;
    const { hostname, port: own } = new URL(target.url);
    const isSecond = target.isDiscovered === true && port !== undefined && own === String(port);
    return !isSecond ||
      !results.some((other) =>
        other.target !== target && other.memory.found?.kind === memory.found?.kind &&
        new URL(other.target.url).hostname === hostname
      );
  });
}

/** A trouble is logged once, and its end, too. */
function sayChange(
  { name }: Target,
  trouble: string,
  { troubles, context }: {
    troubles: Map<string, string>;
    context: Pick<PluginContext, "log">;
  },
): void {
  const before = troubles.get(name) ?? "";
  if (trouble === before) return;
  if (trouble !== "") context.log("warn", trouble);
  else context.log("info", `Target "${name}" is read again`);
  troubles.set(name, trouble);
}

function tooMuchOf({ name }: Target, series: number): string {
  return `Target "${name}" tells ${series} series, which do not fit beside those of the others: ` +
    "only its health is told; name the models that you want in its key models";
}

function nothingFound({ discover }: Settings): string {
  const where = discover.length === 0 ? "" : `; none answers at ${discover.join(", ")}`;
  return `No LLM server is known${where}: name yours in plugins.llm.config.targets`;
}
