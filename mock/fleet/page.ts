import type { Recording } from "./recording.ts";

/** Digits of a time in seconds since 1970, and of what makes a card's id unique to its host. */
const TIME_DIGITS = 10;
const ID_DIGITS = 8;
const ID = /(?:GPU|MIG)-(?=[0-9a-f]{8}-)/g;
const DECIMALS = 1e6;

/** A page that all hosts of a kind have in common, and the places where theirs differ. */
export interface Page {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly series: number;
  /** Places of the ids of cards. */
  readonly ids: Uint32Array;
  /** Places of times, and how many seconds ago each was. */
  readonly times: readonly { readonly at: number; readonly age: number }[];
}

/** Renders the page of a recording so many pages after its beginning. */
export function renderPage({ families, pages }: Recording, tick: number): Page {
  const [page, round] = [tick % pages, Math.floor(tick / pages)];
  const times: { at: number; age: number }[] = [];
  let [text, count] = ["", 0];
  for (const { head, series } of families) {
    text += head;
    for (const { head: own, values, gain, isAge } of series) {
      const value = values[page] ?? NaN;
      if (Number.isNaN(value)) continue;
      count++;
      text += own;
      if (isAge) {
        times.push({ at: text.length, age: value });
        text += "0".repeat(TIME_DIGITS);
      } else {
        text += valueText(value + round * gain);
      }
      text += "\n";
    }
  }
  text += "# EOF\n";
  const bytes = new TextEncoder().encode(text);
  if (bytes.length !== text.length) {
    throw new Error("Cannot render a page: places are counted in letters, and not all are ASCII");
  }
  const ids = [...text.matchAll(ID)].map(({ index, 0: prefix }) => index + prefix.length);
  return { bytes, series: count, ids: Uint32Array.from(ids), times };
}

/** Returns the page as one host has it now: its cards, and times that follow the clock. */
export function dressPage(
  { bytes, ids, times }: Page,
  { number, nowUnix }: { readonly number: number; readonly nowUnix: number },
): Uint8Array<ArrayBuffer> {
  const own = bytes.slice();
  const id = digits((number + 1).toString(16).padStart(ID_DIGITS, "0"));
  for (const at of ids) own.set(id, at);
  for (const { at, age } of times) own.set(digits(String(Math.round(nowUnix - age))), at);
  return own;
}

function valueText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  // Sums of fractions have tails of digits that say nothing.
  return String(Math.abs(value) < 1e9 ? Math.round(value * DECIMALS) / DECIMALS : value);
}

function digits(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
