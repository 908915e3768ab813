import type { Family, PluginContext } from "@llm-monitor/sdk";
import { FamilySet } from "@llm-monitor/sdk";
import type { AddressTurns } from "./http/address_turns.ts";
import type { Connections } from "./http/connections.ts";
import { ownHeaders } from "./http/ask.ts";
import type { Ask } from "./http/ask.ts";
import { plainText } from "./mapping/plain_text.ts";
import type { Prober, ProberPorts } from "./probe/prober.ts";
import { readServedModels } from "./servers/read_served_models.ts";
import { scrapeServer } from "./servers/scrape_server.ts";
import type { ScrapeResult } from "./servers/scrape_server.ts";
import type { ServerKind } from "./servers/server_kind.ts";
import { SERVER_KINDS } from "./servers/index.ts";
import { addState } from "./servers/server_state.ts";
import type { ServerState } from "./servers/server_state.ts";
import { findServerKind } from "./servers/server_kinds.ts";
import { readApiKey } from "./targets/api_key.ts";
import type { KeyPorts } from "./targets/api_key.ts";
import type { Server } from "./targets/server.ts";

/** Sources of time, keys and files. */
export type Dependencies =
  & KeyPorts
  & Pick<ProberPorts, "nowMs" | "unixSeconds" | "ownDelay" | "warmUp">;

/** The outcome of one target. */
export interface CollectedTarget {
  readonly families: readonly Family[];
  /** The last answer: none, one of an unknown server, or one of a known server. */
  readonly saw: "nobody" | "stranger" | "server";
  /** The kind of server that was found; empty when none was. */
  readonly found: string;
  readonly state: ServerState;
  /** Its trouble; empty when there is none. */
  readonly trouble: string;
}

interface Collection {
  readonly context: Pick<PluginContext, "signal" | "timeoutMs" | "log">;
  readonly dependencies: Dependencies;
  readonly prober: Prober;
  readonly turns: AddressTurns;
  readonly connections: Connections;
}

/** Collects from one target; nothing that it does costs another. */
export async function collectTarget(
  server: Server,
  collection: Collection,
): Promise<CollectedTarget> {
  const { target } = server;
  const { context, dependencies } = collection;
  const { nowMs, unixSeconds } = dependencies;
  const { key, trouble: keyTrouble } = await readApiKey(target, dependencies);
  const { turns, connections } = collection;
  const ask = server.open({ ...context, key, nowMs, turns, fetch: connections.fetch });
  const id = await server.identify(ask, nowMs());
  const kind = id === undefined ? undefined : findServerKind(id);
  if (!kind) {
    server.forgetAnswers();
    const families = [...unknownFamilies(server), ...await probe(server, collection, { key })];
    // A port that takes calls and never answers is somebody, too.
    const saw = server.dead.code === "network" ? "nobody" : "stranger";
    const found = saw === "stranger" ? UNRECOGNIZED : "";
    const state = server.dead.why === "" && !server.found ? "unknown" : "down";
    return { families, saw, found, state, trouble: keyTrouble || unknownTrouble(server) };
  }
  const scraped = await scrapeServer({
    ask,
    target,
    kind,
    known: server.found?.kind === kind.id ? server.found : undefined,
    whyDead: () => server.dead.why,
    nowMs,
    nowSeconds: unixSeconds(),
  });
  server.remember(kind.id, scraped);
  const mixed = server.hasMixedCounters(scraped) ? mixedTrouble(server) : "";
  const scrape = { key, ask, server: kind.id, engine: scraped.engine, isUp: scraped.isUp };
  return {
    families: [...scraped.families, ...await probe(server, collection, scrape)],
    saw: "server",
    found: scraped.state === "down" ? "" : foundText(kind, scraped),
    state: scraped.state,
    trouble: keyTrouble || scraped.trouble || mixed,
  };
}

/** The note on an address at which an unknown server answers. */
export const UNRECOGNIZED = "answers, but like no known server";

/** Number of models that are named before the others are counted. */
const NAMED_MODELS = 3;

function foundText({ title }: ServerKind, { models }: ScrapeResult): string {
  if (models.length === 0) return title;
  const named = models.slice(0, NAMED_MODELS).map((model) => plainText(model, 128)).join(", ");
  const more = models.length - NAMED_MODELS;
  return `${title} (${named}${more > 0 ? ` and ${more} more` : ""})`;
}

function unknownFamilies({ target: { name }, found, dead }: Server): readonly Family[] {
  const set = new FamilySet();
  const labels = { target: name, engine: found?.engine ?? "unknown" };
  set.gauge("llm_monitor_llm_up", labels, 0);
  set.gauge("llm_monitor_llm_scrape_success", { ...labels, source: "health" }, 0);
  addState(set, name, dead.why === "" && !found ? "unknown" : "down");
  return set.families();
}

/** Adds what the last probe of a target came to, whether it is up or not, and starts one that is due. */
async function probe(
  { target, found }: Server,
  { context, dependencies, prober }: Collection,
  { key, ask, server = found?.kind, engine = found?.engine ?? "unknown", isUp = false }: {
    readonly key: string | undefined;
    readonly ask?: Ask;
    readonly server?: string;
    readonly engine?: string;
    readonly isUp?: boolean;
  },
): Promise<readonly Family[]> {
  if (!target.probe || server === undefined) return [];
  const set = new FamilySet();
  const nowSeconds = dependencies.unixSeconds();
  await prober.collect(set, {
    target: target.name,
    engine,
    server,
    url: target.url,
    headers: ownHeaders({ headers: target.headers, key }),
    settings: target.probe,
    isUp,
    servedModels: () =>
      ask
        ? readServedModels(ask, { server, nowSeconds })
        : Promise.resolve({ models: [], expiresAt: new Map() }),
    log: context.log,
  });
  return set.families();
}

function unknownTrouble({ target: { name, url }, found, dead }: Server): string {
  if (dead.why !== "") return `Target "${name}" does not answer at ${url}: ${dead.why}`;
  if (found) return `Target "${name}" no longer answers as ${found.kind}, nor as another kind`;
  const kinds = SERVER_KINDS.map(({ id }) => id).join(", ");
  return `Cannot recognize the server at target "${name}"; if it is one of ${kinds}, set its engine`;
}

function mixedTrouble({ target: { name } }: Server): string {
  return `Counters of target "${name}" keep falling back: several processes seem to answer in ` +
    "turn; watch each of them separately, or let them share their metrics (PROMETHEUS_MULTIPROC_DIR)";
}
