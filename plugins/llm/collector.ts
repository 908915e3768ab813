import { FamilySet, inactive } from "@llm-monitor/sdk";
import type { Family, Inactive, PluginContext } from "@llm-monitor/sdk";
import { fitFamilies } from "./fit_families.ts";
import { fieldsOf, textOf } from "./json_fields.ts";
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
    const { targets: configured, problems } = configuredTargets(context.config);
    const taken = new Set(configured.flatMap(addressesOf));
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
    for (const { name, trouble } of problems) sayChange({ name }, trouble, { troubles, context });
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

interface Configured {
  readonly targets: readonly Target[];
  readonly problems: readonly { readonly name: string; readonly trouble: string }[];
}

/** The operator's targets, and the containers that are labelled as some, as far as they can be read. */
function configuredTargets({ targets, containers = [] }: Settings): Configured {
  const kinds = PROFILES.map(({ id }) => id);
  const own = readTargets(targets, kinds);
  const addresses = new Set(own.flatMap(addressesOf));
  const names = new Set(own.map(({ name }) => name));
  const labelled: Target[] = [];
  const problems: { name: string; trouble: string }[] = [];
  for (const container of containers) {
    const name = textOf(fieldsOf(container).name);
    const place = (_: number, key: string) =>
      `${key && `the ${key} of `}the labelled container "${name}"`;
    try {
      const [target] = readTargets([container], kinds, place);
      const isTaken = !target || names.has(target.name) || addresses.has(addressOf(target.url));
      if (!isTaken) labelled.push(target);
      problems.push({ name: `container ${name}`, trouble: "" });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push({ name: `container ${name}`, trouble: error.message });
    }
  }
  return { targets: [...own, ...labelled], problems };
}

/** Where a target answers, at all of its ports. */
function addressesOf({ url, metricsUrl }: Target): string[] {
  return [url, ...metricsUrl === undefined ? [] : [metricsUrl]].map(addressOf);
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
    const own = addressOf(target.url);
    const isSecond = target.isDiscovered === true && port !== undefined &&
      own.endsWith(`:${port}`);
    const hostOf = (address: string) => address.slice(0, address.lastIndexOf(":"));
    return !isSecond ||
      !results.some((other) =>
        other.target !== target && other.memory.found?.kind === memory.found?.kind &&
        hostOf(addressOf(other.target.url)) === hostOf(own)
      );
  });
}

/** A trouble is logged once, and its end, too. */
function sayChange(
  { name }: Pick<Target, "name">,
  trouble: string,
  { troubles, context }: {
    troubles: Map<string, string>;
    context: Pick<PluginContext, "log">;
  },
): void {
  // The number of a line or of an error may differ each time.
  const kind = trouble.replaceAll(/\d+/g, "0");
  const before = troubles.get(name) ?? "";
  if (kind === before) return;
  if (trouble !== "") context.log("warn", trouble);
  else context.log("info", `Target "${name}" is read again`);
  troubles.set(name, kind);
}

function tooMuchOf({ name }: Target, series: number): string {
  return `Target "${name}" tells ${series} series, which do not fit beside those of the others: ` +
    "only its health is told; name the models that you want in its key models";
}

function nothingFound({ discover }: Settings): string {
  const where = discover.length === 0 ? "" : `; none answers at ${discover.join(", ")}`;
  return `No LLM server is known${where}: name yours in plugins.llm.config.targets`;
}
