import type { Family, ValidFamily } from "../../contract/metric.ts";
import type { Item } from "../../contract/item.ts";
import { roleRule } from "../../contract/view_kinds.ts";
import type { View, ViewSource } from "../../contract/view.ts";
import { combine, readNumber } from "./number_field.ts";
import type { Remembered } from "./number_field.ts";

type AnySample = Family["samples"][number];

/** One thing as a result told of it. */
export type ItemReading = Pick<Item, "kind" | "key" | "labels" | "numbers" | "texts" | "parts">;

/** Values that are remembered from one result to the next, by kind, key, role and source. */
export type EarlierValues = Map<string, Remembered>;

/** The most of each that one thing keeps: names come from servers. */
const MAX_TEXTS = 6;
const MAX_TEXT_CHARS = 120;
const MAX_PARTS = 8;

/** The things of one view, and how many there were beyond the limit. */
export interface ViewReading {
  readonly items: readonly ItemReading[];
  readonly leftOut: number;
}

interface Draft {
  readonly key: string;
  readonly labels: Record<string, string>;
  readonly numbers: Record<string, number>;
  readonly texts: Record<string, string[]>;
  readonly parts: Record<string, { name: string; value: number }[]>;
}

/**
 * Reads the things of one view from a result. `earlier` holds what counters and histograms were before;
 * what this result does not tell is forgotten.
 */
export function readView(
  view: View,
  families: ReadonlyMap<string, ValidFamily>,
  { nowMs, earlier, maxItems }: { nowMs: number; earlier: EarlierValues; maxItems: number },
): ViewReading {
  const drafts = new Map<string, Draft>();
  const left = new Set<string>();
  const makeDraft = (sample: AnySample): Draft | undefined => {
    const key = view.key.map((label) => encodeURIComponent(wellFormed(sample.labels[label] ?? "")))
      .join("/");
    const known = drafts.get(key);
    if (known) return known;
    if (drafts.size >= maxItems) {
      left.add(key);
      return undefined;
    }
    const labels = Object.fromEntries(
      view.key.map((label) => [label, clip(sample.labels[label] ?? "")]),
    );
    const draft = { key, labels, numbers: {}, texts: {}, parts: {} };
    drafts.set(key, draft);
    return draft;
  };
  const fresh: EarlierValues = new Map();
  for (const [role, sources] of Object.entries(view.fields)) {
    const rule = roleRule(view.kind, role);
    if (!rule) continue;
    sources.forEach((source, index) => {
      const family = families.get(source.metric);
      if (!family) return;
      for (const [draft, samples] of samplesByDraft(family, source, makeDraft)) {
        if (rule.form === "text") addTexts(draft, role, source, samples);
        else if (rule.form === "parts") addParts(draft, role, source, samples);
        else {
          const name = `${view.kind} ${draft.key} ${role} ${index}`;
          const { value, remember } = readNumber(samples, {
            type: family.declaration.type,
            rule,
            nowMs,
            before: earlier.get(name),
          });
          if (remember) fresh.set(name, remember);
          if (value === undefined) continue;
          const other = draft.numbers[role];
          draft.numbers[role] = other === undefined ? value : combine([other, value], rule.combine);
        }
      }
    });
  }
  forget(earlier, `${view.kind} `);
  for (const [name, value] of fresh) earlier.set(name, value);
  const items = [...drafts.values()].map(({ parts, ...draft }) => ({
    ...draft,
    kind: view.kind,
    parts: mapValues(parts, largest),
  }));
  return { items, leftOut: left.size };
}

function forget(earlier: EarlierValues, prefix: string): void {
  for (const name of earlier.keys()) if (name.startsWith(prefix)) earlier.delete(name);
}

function samplesByDraft(
  family: ValidFamily,
  source: ViewSource,
  makeDraft: (sample: AnySample) => Draft | undefined,
): Map<Draft, AnySample[]> {
  const found = new Map<Draft, AnySample[]>();
  for (const sample of family.samples) {
    const draft = counts(sample, source) ? makeDraft(sample) : undefined;
    if (!draft) continue;
    const samples = found.get(draft);
    if (samples) samples.push(sample);
    else found.set(draft, [sample]);
  }
  return found;
}

function counts({ labels }: AnySample, { where, except }: ViewSource): boolean {
  for (const label in where) {
    if (!where[label]?.includes(labels[label] ?? "")) return false;
  }
  for (const label in except) {
    if (except[label]?.includes(labels[label] ?? "")) return false;
  }
  return true;
}

function addTexts(draft: Draft, role: string, source: ViewSource, samples: AnySample[]): void {
  const texts = draft.texts[role] ??= [];
  for (const sample of samples) {
    if (!("value" in sample) || !(Number(sample.value) > 0)) continue;
    const text = source.say ?? firstLabel(sample, source);
    if (text === "" || texts.includes(text) || texts.length >= MAX_TEXTS) continue;
    texts.push(text);
  }
}

function addParts(draft: Draft, role: string, source: ViewSource, samples: AnySample[]): void {
  const sums = new Map((draft.parts[role] ?? []).map(({ name, value }) => [name, value]));
  for (const sample of samples) {
    if (!("value" in sample) || typeof sample.value !== "number") continue;
    const name = firstLabel(sample, source);
    sums.set(name, (sums.get(name) ?? 0) + sample.value);
  }
  draft.parts[role] = [...sums].map(([name, value]) => ({ name, value }));
}

function largest(parts: { name: string; value: number }[]): { name: string; value: number }[] {
  return parts.sort((a, b) => b.value - a.value).slice(0, MAX_PARTS);
}

function firstLabel({ labels }: AnySample, { label = [] }: ViewSource): string {
  const names = typeof label === "string" ? [label] : label;
  return clip(names.map((name) => labels[name] ?? "").find((value) => value !== "") ?? "");
}

function clip(text: string): string {
  return text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}...` : text;
}

/** Without halves of surrogate pairs, which have no encoding. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
