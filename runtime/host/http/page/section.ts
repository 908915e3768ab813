import type { Item, Problem } from "../../../contract/item.ts";
import type { Snapshot } from "../../overview/overview.ts";
import type { FrontPorts } from "../ports.ts";
import type { Tone } from "./mark.ts";
import { Markup } from "./markup.ts";

/** Everything that the page is rendered from. */
export interface PageData {
  readonly snapshot: Snapshot;
  readonly front: FrontPorts;
}

/** A part of the page that changes by itself: an element with the id. */
export interface Part {
  readonly id: string;
  readonly body: Markup;
}

/** A section of the page: an element with the id, and in it parts of their own. */
export interface Section {
  readonly id: string;
  readonly before: Markup;
  readonly parts: readonly Part[];
  readonly after: Markup;
}

/** A whole section as it stands in the page. */
export function sectionHtml({ before, parts, after }: Section): Markup {
  return new Markup(`${before.text}${parts.map(({ body }) => body.text).join("")}${after.text}`);
}

/** The worst that is wrong with a thing, as a tone; undefined when nothing is. */
export function chooseTone(
  problems: readonly Problem[],
  kind: Problem["kind"],
  key: string,
): Tone | undefined {
  const own = problems.filter((problem) => problem.kind === kind && problem.key === key);
  if (own.some(({ severity }) => severity === "critical")) return "bad";
  return own.length > 0 ? "warn" : undefined;
}

/** The things of a kind, as far as the page has room for them. */
export function listItems(
  { snapshot }: PageData,
  kind: Item["kind"],
  most: number,
): { items: Item[]; more: number } {
  const all = snapshot.items.filter((item) => item.kind === kind);
  const isWrong = (item: Item) => chooseTone(snapshot.problems, kind, item.key) !== undefined;
  // What is wrong is shown, however many there are.
  const chosen = all.length > most
    ? [...all.filter(isWrong), ...all.filter((item) => !isWrong(item))].slice(0, most)
    : all;
  return { items: chosen, more: all.length - chosen.length };
}
