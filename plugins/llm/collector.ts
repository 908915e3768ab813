import { FamilySet, inactive, runTimeout } from "@llm-monitor/sdk";
import type { Family, Inactive, PluginContext, Subject } from "@llm-monitor/sdk";
import { fitFamilies } from "./mapping/fit_families.ts";
import { AddressTurns } from "./http/address_turns.ts";
import { openConnections } from "./http/connections.ts";
import type { Connections } from "./http/connections.ts";
import { mergeFamilies } from "./mapping/merge_families.ts";
import { createProber } from "./probe/prober.ts";
import type { Settings } from "./settings.ts";
import { Discovery, readAddress } from "./targets/discovery.ts";
import { readTarget, readTargets } from "./targets/read_targets.ts";
import type { Target } from "./targets/target.ts";
import { collectTarget, UNRECOGNIZED } from "./collect_target.ts";
import type { CollectedTarget, Dependencies } from "./collect_target.ts";
import { SERVER_KINDS } from "./servers/index.ts";
import { addState } from "./servers/server_state.ts";
import { findServerKind } from "./servers/server_kinds.ts";
import { Server } from "./targets/server.ts";

/** Makes a collector. It remembers the server of each target. */
export function createCollector(
  dependencies: Dependencies,
): (context: PluginContext<Settings>) => Promise<Family[] | Inactive> {
  const servers = new Map<string, Server>();
  const troubles = new Map<string, string>();
  const finds = new Map<string, string>();
  const discovery = new Discovery();
  const prober = createProber(dependencies);
  const turns = new AddressTurns();
  const findServer = (target: Target): Server => {
    const key = `${target.name} ${target.url}`;
    const server = servers.get(key) ?? new Server(target);
    servers.set(key, server);
    // Its other settings may have changed.
    server.target = target;
    return server;
  };
  return async (context) => {
    const { targets: configured, problems } = configuredTargets(context.config);
    const taken = new Set(configured.flatMap(listAddresses));
    const found = discovery.targets(context.config.discover, taken, dependencies.nowMs());
    const collected = await withinTime(
      context,
      (limited, connections) =>
        Promise.all([...configured, ...found].map(async (target) => {
          const server = findServer(target);
          const collection = { context: limited, dependencies, prober, turns, connections };
          const result = await collectTarget(server, collection)
            .catch((error: unknown) => failed(target, error));
          if (target.isDiscovered) {
            discovery.saw(target.name, result.saw, dependencies.nowMs());
          }
          return { server, ...result };
        })),
    );
    for (const { server, saw, found } of collected) {
      logFind(server.target, { saw, found }, finds, context);
    }
    const known = dropDuplicatePorts(
      collected.filter(({ server: { target } }) =>
        !target.isDiscovered || discovery.isServer(target.name)
      ),
    );
    for (const { name, trouble } of problems) logChange({ name }, trouble, { troubles, context });
    context.report([...known.map(describeSubject), ...findStrangers(context.config, finds, known)]);
    const fitting = fitFamilies(known);
    for (const { target: { server, trouble }, cut } of fitting) {
      const tooMuch = cut === 0 ? "" : tooMuchTrouble(server.target, cut);
      logChange(server.target, tooMuch || trouble, { troubles, context });
    }
    return known.length === 0
      ? inactive(nothingFound(context.config, finds))
      : mergeFamilies(fitting.map(({ families }) => families));
  };
}

/** Share of a collection's time in which everything that is asked has to come. */
const ASKING_SHARE = 0.8;

/** Lets work go on, with connections of its own, for most of a collection's time, in which time that we could not use does not count. */
async function withinTime<Result>(
  context: PluginContext<Settings>,
  work: (context: PluginContext<Settings>, connections: Connections) => Promise<Result>,
): Promise<Result> {
  const limit = runTimeout(context.timeoutMs * ASKING_SHARE);
  const connections = openConnections();
  try {
    const signal = AbortSignal.any([context.signal, limit.signal]);
    return await work({ ...context, signal }, connections);
  } finally {
    limit.clear();
    connections.close();
  }
}

interface Configured {
  readonly targets: readonly Target[];
  readonly problems: readonly { readonly name: string; readonly trouble: string }[];
}

/** The operator's targets, and the containers that are labelled as some, as far as they can be read. */
function configuredTargets({ targets, containers }: Settings): Configured {
  const own = readTargets(targets);
  const addresses = new Set(own.flatMap(listAddresses));
  const names = new Set(own.map(({ name }) => name));
  const problems = containers.map(({ name, engine }) => ({
    name: `container ${name}`,
    trouble: engine === undefined || findServerKind(engine) ? "" : engineTrouble(name, engine),
  }));
  const labelled = containers
    .filter((_, index) => problems[index]?.trouble === "").map(readTarget)
    .filter(({ name, url }) => !names.has(name) && !addresses.has(readAddress(url)));
  return { targets: [...own, ...labelled], problems };
}

function engineTrouble(container: string, engine: string): string {
  const kinds = SERVER_KINDS.map(({ id }) => id).join(", ");
  return `Cannot use the engine of the labelled container "${container}": it is ` +
    `${JSON.stringify(engine)}, but must be one of ${kinds}; without the label, it is detected`;
}

/** Returns where a target answers, at all of its ports. */
function listAddresses({ url, metricsUrl }: Target): string[] {
  return [url, ...metricsUrl === undefined ? [] : [metricsUrl]].map(readAddress);
}

type Result = CollectedTarget & { readonly server: Server };

/** A fault of ours costs the target that brought it to light, and no other. */
function failed({ name }: Target, error: unknown): CollectedTarget {
  const set = new FamilySet();
  set.gauge("llm_monitor_llm_up", { target: name, engine: "unknown" }, 0);
  addState(set, name, "unknown");
  const why = error instanceof Error ? error.stack ?? error.message : String(error);
  const trouble = `Cannot watch target "${name}", which is a bug in this plugin: ${why}`;
  return { families: set.families(), saw: "server", found: "", state: "unknown", trouble };
}

/** A server with a port of its own for metrics would be found at both of its ports. */
function dropDuplicatePorts(results: readonly Result[]): readonly Result[] {
  const cutPort = (address: string) => address.slice(0, address.lastIndexOf(":"));
  return results.filter(({ server: { target, found } }) => {
    const port = found && findServerKind(found.kind)?.metrics?.port;
    const own = readAddress(target.url);
    const isOfMetrics = target.isDiscovered === true && port !== undefined &&
      own.endsWith(`:${port}`);
    return !isOfMetrics ||
      !results.some(({ server: other }) =>
        other.target !== target && other.found?.kind === found?.kind &&
        cutPort(readAddress(other.target.url)) === cutPort(own)
      );
  });
}

/** A trouble is logged once, and its end, too. */
function logChange(
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

function tooMuchTrouble({ name }: Target, series: number): string {
  return `Target "${name}" reports ${series} series, which do not fit beside those of other targets: ` +
    "only its health is reported; list the models that you want in its option models";
}

/** Returns what there is to say of a target. */
function describeSubject({ server: { target }, state, found, trouble }: Result): Subject {
  return { name: target.name, state, detail: trouble || found };
}

/** Addresses where somebody answers whom nobody named, and who is none of ours: seldom asked, so remembered. */
function findStrangers(
  { discover }: Settings,
  finds: ReadonlyMap<string, string>,
  known: readonly Result[],
): readonly Subject[] {
  return discover
    .filter((address) => finds.get(address) === UNRECOGNIZED)
    .filter((address) => !known.some(({ server: { target } }) => target.name === address))
    .map((name) => ({ name, state: "unknown", detail: UNRECOGNIZED }));
}

/** Logs what was found at a target once, and when it is another. */
function logFind(
  { name, url, isDiscovered }: Target,
  { saw, found }: Pick<CollectedTarget, "saw" | "found">,
  finds: Map<string, string>,
  { log }: Pick<PluginContext, "log">,
): void {
  // Of what went its trouble is told; it may be found again as it was.
  if (found === "" || finds.get(name) === found) return;
  finds.set(name, found);
  if (saw === "server") {
    const host = new URL(url).host;
    const as = name === host ? "" : ` (target "${name}")`;
    log("info", `Found ${found.replace(/ \(|$/, ` at ${host}${as}$&`)}`);
  } else if (isDiscovered) {
    log("info", `${name} ${found}`);
  }
}

function nothingFound({ discover }: Settings, finds: ReadonlyMap<string, string>): string {
  const strangers = discover.filter((address) => finds.get(address) === UNRECOGNIZED);
  const silent = discover.filter((address) => !strangers.includes(address));
  const where = [
    ...strangers.map((address) => `; ${address} ${UNRECOGNIZED}`),
    ...silent.length === 0 ? [] : [`; none answers at ${silent.join(", ")}`],
  ].join("");
  return `No LLM server is known${where}: name yours in plugins.llm.config.targets`;
}
