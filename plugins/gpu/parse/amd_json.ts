import { isRecord } from "@llm-monitor/sdk";

/** One AMD card: its values by path (`usage/gfx_activity`) or by rocm-smi's own prose. */
export interface AmdCard {
  /** The number that the tool gives it; it changes with the order of the cards. */
  readonly index: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Both tools write warnings before what they were asked for. */
const START = /^[[{]/m;
const MAX_DEPTH = 8;

/**
 * Reads `amd-smi static|metric|list --json`: a list of cards, in newer versions below `gpu_data`.
 * Sizes are written in MB and counted in MiB there.
 *
 * @throws {SyntaxError} when it is no JSON, or has no cards in it.
 */
export function parseAmdSmi(text: string): AmdCard[] {
  const answer = parseJson(text);
  const cards = isRecord(answer) ? answer.gpu_data : answer;
  if (!Array.isArray(cards)) throw new SyntaxError("Cannot read amd-smi: it lists no cards");
  return cards.filter(isRecord).map((card) => {
    const values = new Map<string, string>();
    flatten(card, { path: "", values, depth: 0 });
    return { index: values.get("gpu") ?? "", values };
  });
}

/**
 * Reads `rocm-smi --json`: `card0`, `card1`, ..., and `system`.
 *
 * @throws {SyntaxError} when it is no JSON object.
 */
export function parseRocmSmi(text: string): AmdCard[] {
  const answer = parseJson(text);
  if (!isRecord(answer)) throw new SyntaxError("Cannot read rocm-smi: it is not an object");
  const system = isRecord(answer.system) ? answer.system : {};
  return Object.entries(answer).flatMap(([name, card]) => {
    const index = /^card(\d+)$/.exec(name)?.[1];
    if (index === undefined || !isRecord(card)) return [];
    const values = new Map<string, string>();
    for (const [key, value] of Object.entries({ ...card, ...system })) {
      values.set(key, plainClock(String(value)));
    }
    return [{ index, values }];
  });
}

/** Processes of `amd-smi process --json`, by the number of their card. */
export function parseAmdProcesses(
  text: string,
): { index: string; pid: number; name: string; bytes?: number; gttBytes?: number }[] {
  const answer = parseJson(text);
  const cards = isRecord(answer) ? answer.gpu_data : answer;
  if (!Array.isArray(cards)) throw new SyntaxError("Cannot read amd-smi: it lists no cards");
  return cards.filter(isRecord).flatMap(({ gpu, process_list: list }) =>
    (Array.isArray(list) ? list : []).filter(isRecord).flatMap(({ process_info: info }) => {
      if (!isRecord(info) || !Number.isSafeInteger(info.pid)) return [];
      const usage = isRecord(info.memory_usage) ? info.memory_usage : {};
      const [bytes, gttBytes] = [usage.vram_mem, usage.gtt_mem].map(bytesIn);
      return [{
        index: String(gpu),
        pid: Number(info.pid),
        name: typeof info.name === "string" ? info.name : "",
        ...(bytes !== undefined && { bytes }),
        ...(gttBytes !== undefined && { gttBytes }),
      }];
    })
  );
}

function bytesIn(memory: unknown): number | undefined {
  if (!isRecord(memory) || memory.unit !== "B") return undefined;
  return typeof memory.value === "number" ? memory.value : undefined;
}

function parseJson(text: string): unknown {
  return JSON.parse(text.slice(Math.max(0, text.search(START))));
}

function flatten(
  value: unknown,
  { path, values, depth }: { path: string; values: Map<string, string>; depth: number },
): void {
  if (isRecord(value) && ("value" in value) && ("unit" in value)) {
    const unit = String(value.unit);
    values.set(path, `${value.value} ${unit === "MB" ? "MiB" : unit}`.trim());
  } else if (isRecord(value)) {
    if (depth === MAX_DEPTH) return;
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, { path: path === "" ? key : `${path}/${key}`, values, depth: depth + 1 });
    }
  } else if (typeof value === "string" || typeof value === "number") {
    values.set(path, String(value));
  }
}

/** `(1402Mhz)` is 1402 MHz. */
function plainClock(text: string): string {
  return text.replace(/^\((\d+(?:\.\d+)?)Mhz\)$/i, "$1 MHz");
}
