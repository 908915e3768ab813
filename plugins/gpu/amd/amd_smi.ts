import type { Exec, PluginContext } from "@llm-monitor/sdk";
import { isStuck, runTool } from "../command.ts";
import type { CommandRun } from "../command.ts";
import { parseAmdProcesses, parseAmdSmi, parseRocmSmi } from "../parse/amd_json.ts";
import type { AmdCard } from "../parse/amd_json.ts";
import { makeFailure } from "../parse/failure.ts";
import { executableName } from "../parse/process_rows.ts";
import { isAbsent } from "../parse/quantity.ts";
import { normalBusId } from "../parse/query_rows.ts";
import { findOwners } from "../processes.ts";
import type { ProcessOwner } from "../processes.ts";
import type { Settings } from "../settings.ts";
import type { SourceReport } from "../source_report.ts";
import { AMD_INFO } from "./readings.ts";

/** A machine without the tools is not asked in every collection. */
const LOOK_AGAIN_MS = 60_000;

const ROCM_QUESTIONS = [
  "--showproductname",
  "--showuniqueid",
  "--showbus",
  "--showdriverversion",
  "--showvbios",
  "--showuse",
  "--showmemuse",
  "--showmeminfo",
  "vram",
  "gtt",
  "--showtemp",
  "--showpower",
  "--showmaxpower",
  "--showfan",
  "--showclocks",
  "--showreplaycount",
] as const;

/** A card under the name that stays: its UUID, or its address where it has none. */
export interface NamedAmdCard extends AmdCard {
  readonly gpu: string;
}

/** Everything that one collection learned about the AMD cards. */
export interface AmdObservation {
  readonly reports: readonly SourceReport[];
  readonly cards: readonly NamedAmdCard[];
  readonly missing: readonly string[];
  readonly processes?: readonly ProcessOwner[];
}

/** Questions whose answers hardly ever change. */
const PROPERTY_QUESTIONS = ["list", "static"] as const;

const NOTHING: AmdObservation = { reports: [], cards: [], missing: [] };

/** Reads the cards through amd-smi, or through rocm-smi where that is all there is. */
export class AmdSmi {
  readonly #nowMs: () => number;
  readonly #known = new Set<string>();
  #absentUntilMs = -Infinity;
  #propertiesAtMs = -Infinity;
  /** The last answer to each question: one that is late must not change the name of a card. */
  readonly #properties = new Map<string, readonly AmdCard[]>();

  constructor({ nowMs }: { nowMs: () => number }) {
    this.#nowMs = nowMs;
  }

  /** Nothing at all on a machine without AMD's tools. */
  async observe({ exec, facts, config }: PluginContext<Settings>): Promise<AmdObservation> {
    if (this.#nowMs() < this.#absentUntilMs) return NOTHING;
    const metric = readCards("amd", await runTool(exec, ["amd-smi", "metric", "--json"]));
    if (metric.report.failure?.reason === "command_not_found") return await this.#readRocm(exec);
    if (metric.cards.length > 0) await this.#readProperties(exec, config.detailsInterval);
    const cards = nameCards(metric.cards.map((card) => this.#withProperties(card)));
    const processes = cards.length > 0 && config.processes
      ? await readProcesses(exec, cards)
      : undefined;
    const reports = [metric.report, ...processes ? [processes.report] : []];
    return {
      ...this.#observed(cards, reports),
      ...(processes?.rows && { processes: await findOwners(facts, processes.rows) }),
    };
  }

  async #readRocm(exec: Exec): Promise<AmdObservation> {
    const run = await runTool(exec, ["rocm-smi", ...ROCM_QUESTIONS, "--json"]);
    const { cards, report } = readCards("amd", run, parseRocmSmi);
    if (report.failure?.reason !== "command_not_found") {
      return this.#observed(nameCards(cards), [report]);
    }
    if (this.#known.size > 0) return this.#observed([], [report]);
    this.#absentUntilMs = this.#nowMs() + LOOK_AGAIN_MS;
    return NOTHING;
  }

  /** Reads UUID, model and limits now and then, since they do not change. */
  async #readProperties(exec: Exec, intervalMs: number): Promise<void> {
    const isComplete = PROPERTY_QUESTIONS.every((question) => this.#properties.has(question));
    if (isComplete && this.#nowMs() - this.#propertiesAtMs < intervalMs) return;
    this.#propertiesAtMs = this.#nowMs();
    for (const question of PROPERTY_QUESTIONS) {
      const run = await runTool(exec, ["amd-smi", question, "--json"]);
      if (isStuck(run)) break;
      const { cards } = readCards("amd", run);
      if (cards.length > 0) this.#properties.set(question, cards);
    }
  }

  #withProperties(card: AmdCard): AmdCard {
    const own = [...this.#properties.values()].flat().filter(({ index }) => index === card.index);
    return {
      index: card.index,
      values: new Map([...own.flatMap(({ values }) => [...values]), ...card.values]),
    };
  }

  #observed(
    cards: readonly NamedAmdCard[],
    reports: readonly SourceReport[],
  ): AmdObservation {
    for (const { gpu } of cards) this.#known.add(gpu);
    const missing = [...this.#known].filter((known) => !cards.some(({ gpu }) => gpu === known));
    return { reports, cards, missing };
  }
}

/** Returns the first of these values that the card has. */
export function findText({ values }: AmdCard, names: readonly string[]): string {
  return names.map((name) => values.get(name) ?? "").find((text) => !isAbsent(text)) ?? "";
}

/**
 * Names the cards by their UUID, or their address. The partitions of a card (DPX, CPX) share its UUID:
 * each gets its own number behind it.
 */
function nameCards(cards: readonly AmdCard[]): NamedAmdCard[] {
  const names = cards.map(findName);
  const taken = new Set<string>();
  return cards.map((card, index) => {
    const name = names[index] ?? "";
    const isShared = names.filter((other) => other === name).length > 1;
    const wanted = isShared ? `${name}/${findPartition(card)}` : name;
    const gpu = taken.has(wanted) ? `${name}/card${card.index}` : wanted;
    taken.add(gpu);
    return { ...card, gpu };
  });
}

function findName(card: AmdCard): string {
  const uuid = findText(card, AMD_INFO.uuid);
  const busId = findText(card, AMD_INFO.busId);
  const name = uuid || (busId && normalBusId(busId)) || `card${card.index}`;
  return name.replaceAll(/[^\x21-\x7e]/g, "?").slice(0, 80);
}

/** The number of a partition: that of amd-smi, or the function of its address (`07:00.1`). */
function findPartition(card: AmdCard): string {
  const told = findText(card, AMD_INFO.partition);
  if (/^\d{1,3}$/.test(told)) return told;
  return /\.([0-9a-f])$/i.exec(findText(card, AMD_INFO.busId))?.[1] ?? card.index;
}

async function readProcesses(exec: Exec, cards: readonly NamedAmdCard[]) {
  const source = "amd_processes";
  const run = await runTool(exec, ["amd-smi", "process", "--json"]);
  if (run.failure) return { report: { source, run, failure: run.failure } };
  try {
    const rows = parseAmdProcesses(run.stdout).flatMap(({ index, name, ...rest }) => {
      const gpu = cards.find((card) => card.index === index)?.gpu;
      return gpu === undefined ? [] : [{ gpu, name: executableName(name), ...rest }];
    });
    return { report: { source, run }, rows };
  } catch (error) {
    return { report: unreadable(source, run, error) };
  }
}

function readCards(
  source: string,
  run: CommandRun,
  parse: (text: string) => AmdCard[] = parseAmdSmi,
): { report: SourceReport; cards: readonly AmdCard[] } {
  if (run.failure) return { report: { source, run, failure: run.failure }, cards: [] };
  try {
    return { report: { source, run }, cards: parse(run.stdout) };
  } catch (error) {
    return { report: unreadable(source, run, error), cards: [] };
  }
}

function unreadable(source: string, run: CommandRun, error: unknown): SourceReport {
  if (!(error instanceof SyntaxError)) throw error;
  return { source, run, failure: makeFailure("output_unreadable", "amd-smi", run.stdout) };
}
