import { isFields } from "../http/json_fields.ts";
import { nearest } from "./nearest.ts";
import { readNumber } from "./read_number.ts";

/** How one target is probed. Durations are milliseconds. */
export interface ProbeSettings {
  readonly intervalMs: number;
  /** The model to ask; without it one that is loaded. */
  readonly model?: string;
  readonly onlyIfLoaded: boolean;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  /** Prompt and answer together, for each day of UTC. */
  readonly tokensPerDay: number;
  readonly prompt: string;
}

/** The settings that a target's `probe` may have. */
export const PROBE_KEYS = [
  "interval",
  "model",
  "onlyIfLoaded",
  "maxTokens",
  "timeout",
  "tokensPerDay",
  "prompt",
] as const;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DEFAULT_TIMEOUT_MS = 30_000;

export const DEFAULT_PROBE: ProbeSettings = {
  intervalMs: 5 * MINUTE_MS,
  onlyIfLoaded: true,
  maxTokens: 32,
  timeoutMs: DEFAULT_TIMEOUT_MS,
  // 288 probes of up to 173 tokens: enough for every chat template at the default interval.
  tokensPerDay: 50_000,
  prompt: "Count from one to twenty in words.",
};

/**
 * Reads `probe` of a target: `true`, or an object with any of its keys. undefined when there is none.
 *
 * @throws {Error} which says which key is wrong, what it has, and what is allowed.
 */
export function readProbe(value: unknown): ProbeSettings | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (value === true) return DEFAULT_PROBE;
  if (!isFields(value)) {
    throw new Error(
      `probe must be true, or an object such as { interval: "5m" }, got ${shown(value)}`,
    );
  }
  for (const key of Object.keys(value)) {
    if (!(PROBE_KEYS as readonly string[]).includes(key)) throw unknownKey(key);
  }
  const { model } = value;
  const intervalMs = readNumber(value.interval, {
    key: "probe.interval",
    unit: "duration",
    min: MINUTE_MS,
    max: DAY_MS,
    otherwise: DEFAULT_PROBE.intervalMs,
  });
  return {
    intervalMs,
    ...(model !== undefined && { model: readText(model, { key: "probe.model", max: 256 }) }),
    onlyIfLoaded: readBoolean(value.onlyIfLoaded),
    maxTokens: readNumber(value.maxTokens, {
      key: "probe.maxTokens",
      unit: "count",
      min: 2,
      max: 8192,
      otherwise: DEFAULT_PROBE.maxTokens,
    }),
    timeoutMs: readNumber(value.timeout, {
      key: "probe.timeout",
      unit: "duration",
      min: 1000,
      // One probe of a target at a time.
      max: Math.min(intervalMs, 10 * MINUTE_MS),
      otherwise: DEFAULT_TIMEOUT_MS,
    }),
    tokensPerDay: readNumber(value.tokensPerDay, {
      key: "probe.tokensPerDay",
      unit: "count",
      min: 1,
      max: 1_000_000_000,
      otherwise: DEFAULT_PROBE.tokensPerDay,
    }),
    prompt: value.prompt === undefined
      ? DEFAULT_PROBE.prompt
      : readText(value.prompt, { key: "probe.prompt", max: 4000 }),
  };
}

function unknownKey(key: string): Error {
  const close = nearest(key, PROBE_KEYS);
  const hint = close === undefined ? "." : `; did you mean ${close}?`;
  return new Error(`probe.${key} is no setting of a probe${hint} It has ${PROBE_KEYS.join(", ")}`);
}

function readText(value: unknown, { key, max }: { key: string; max: number }): string {
  if (typeof value === "string" && value.trim() !== "" && value.length <= max) return value;
  throw new Error(`${key} must be a text of 1 to ${max} characters, got ${shown(value)}`);
}

function readBoolean(value: unknown): boolean {
  if (value === undefined) return DEFAULT_PROBE.onlyIfLoaded;
  if (typeof value === "boolean") return value;
  throw new Error(`probe.onlyIfLoaded must be true or false, got ${shown(value)}`);
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
