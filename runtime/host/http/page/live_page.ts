import { gzipChunk, joinGzip } from "../../exposition/gzip_join.ts";
import type { GzipChunk } from "../../exposition/gzip_join.ts";
import type { LineChoice } from "../api/pick_lines.ts";
import type { FrontPorts } from "../ports.ts";
import { EventHub } from "./event_hub.ts";
import { moment } from "./mark.ts";
import type { Markup } from "./markup.ts";
import { renderLine } from "./render_log.ts";
import {
  NONCE,
  pageIcon,
  pageTitle,
  renderPage,
  renderSections,
  renderState,
} from "./render_page.ts";
import { renderPluginPage } from "./render_plugin_page.ts";
import { sectionHtml } from "./section.ts";
import type { PageData, Section } from "./section.ts";

/** The interval at which changes are looked for while somebody listens, and the longest silence. */
const EVERY_MS = 2_000;
const QUIET_MS = 15_000;
/** The most lines of the log in one message; more than the page shows would be in vain. */
const MAX_LINES = 50;

const encoder = new TextEncoder();

/** The page in pieces, between which each answer's nonce is put. */
interface Pieces {
  readonly texts: readonly Uint8Array[];
  gzip?: readonly GzipChunk[];
}

/** Time for the page. */
export interface PageClock {
  nowMs(): number;
  every(ms: number, run: () => void): () => void;
}

/**
 * The page, rendered once for everybody and at most once a second, and its changes, encoded once for
 * all who listen. Without listeners nothing is rendered that nobody asked for.
 */
export class LivePage {
  readonly #front: FrontPorts;
  readonly #clock: PageClock;
  readonly #hub = new EventHub();
  #cached: { data: object; lastLine: number; pieces: Pieces } | undefined;
  /** The page as readers of the current number have it, at least. */
  #sent: Sent | undefined;
  #page = 1;
  #sentMs = 0;
  #stop: (() => void) | undefined;

  constructor(front: FrontPorts, clock: PageClock) {
    this.#front = front;
    this.#clock = clock;
  }

  /** The page for one answer. */
  page(nonce: string, encoding: "gzip" | "identity"): Uint8Array {
    return fill(this.#pieces(), nonce, encoding);
  }

  /** The page with a choice of log lines, made for one answer. */
  pageWith(choice: LineChoice, nonce: string): Uint8Array {
    return fill(split(this.#render(this.#data(), choice)), nonce, "identity");
  }

  /** The page of one plugin; undefined when there is none of the name. */
  plugin(name: string, nonce: string): Uint8Array | undefined {
    const page = renderPluginPage(this.#data(), name);
    return page && fill(split(page), nonce, "identity");
  }

  /** Changes from a page on; undefined when too many listen. */
  listen(page: string | undefined): ReadableStream<Uint8Array> | undefined {
    const isCurrent = page === String(this.#page);
    const first = isCurrent ? ": welcome\n\n" : `id: ${this.#page}\nevent: resync\ndata: {}\n\n`;
    this.#sent ??= toSent(renderSections(this.#data()), this.#lastLine());
    const stream = this.#hub.listen(`retry: 5000\n${first}`);
    if (stream) this.#stop ??= this.#clock.every(EVERY_MS, () => this.#tell());
    return stream;
  }

  /** Ends what listens, at a shutdown. */
  close(): void {
    this.#stop?.();
    this.#hub.close();
  }

  #data(): PageData {
    return { snapshot: this.#front.overview(), front: this.#front };
  }

  #lastLine(): number {
    return this.#front.log().lines.at(-1)?.id ?? 0;
  }

  #pieces(): Pieces {
    const data = this.#data();
    const lastLine = this.#lastLine();
    if (this.#cached?.data !== data.snapshot || this.#cached.lastLine !== lastLine) {
      const pieces = split(this.#render(data, {}));
      this.#cached = { data: data.snapshot, lastLine, pieces };
    }
    return this.#cached.pieces;
  }

  #render(data: PageData, choice: LineChoice): Markup {
    const sections = renderSections(data);
    // The oldest page of this number: whoever has it or a later one is told of all that came since.
    this.#sent ??= toSent(sections, this.#lastLine());
    return renderPage(data, { page: String(this.#page), sections, choice });
  }

  /** Tells listeners what changed. */
  #tell(): void {
    if (this.#hub.size === 0) {
      this.#stop?.();
      this.#stop = undefined;
      return;
    }
    const data = this.#data();
    const sections = renderSections(data);
    const lines = this.#front.isWithheld ? [] : this.#front.log().lines
      .filter(({ id }) => id > (this.#sent?.lastLine ?? 0)).slice(-MAX_LINES);
    const parts = changedParts(this.#sent, sections);
    const nowMs = this.#clock.nowMs();
    if (Object.keys(parts).length === 0 && lines.length === 0) {
      if (nowMs - this.#sentMs >= QUIET_MS) this.#send(": quiet\n\n", nowMs);
      return;
    }
    this.#sent = toSent(sections, this.#lastLine());
    this.#page++;
    const message = {
      title: pageTitle(data),
      icon: pageIcon(data),
      state: renderState(data).text,
      updated: moment(data.snapshot.at).text,
      parts,
      lines: lines.map((line) => renderLine(line).text),
    };
    this.#send(`id: ${this.#page}\nevent: update\ndata: ${JSON.stringify(message)}\n\n`, nowMs);
  }

  #send(text: string, nowMs: number): void {
    this.#hub.send(text);
    this.#sentMs = nowMs;
  }
}

/** The state of everybody who listens. */
interface Sent {
  readonly frames: ReadonlyMap<string, string>;
  readonly parts: ReadonlyMap<string, string>;
  readonly lastLine: number;
}

function toSent(sections: readonly Section[], lastLine: number): Sent {
  return {
    frames: new Map(sections.map((section) => [section.id, makeFrame(section)])),
    parts: new Map(
      sections.flatMap(({ parts }) => parts.map(({ id, body }) => [id, body.text] as const)),
    ),
    lastLine,
  };
}

/** Returns what surrounds the parts of a section, and their ids: when that changes, it is sent whole. */
function makeFrame({ before, parts, after }: Section): string {
  return `${before.text}${parts.map(({ id }) => id).join("\n")}${after.text}`;
}

/** The HTML of elements that changed, by their ids; the main part alone when sections came or went. */
export function changedParts(
  sent: Sent | undefined,
  sections: readonly Section[],
): Record<string, string> {
  const ids = sections.map(({ id }) => id);
  if (!sent || ids.join() !== [...sent.frames.keys()].join()) {
    return { main: sections.map((section) => sectionHtml(section).text).join("") };
  }
  const changed: Record<string, string> = {};
  for (const section of sections) {
    if (sent.frames.get(section.id) !== makeFrame(section)) {
      changed[section.id] = sectionHtml(section).text;
      continue;
    }
    for (const { id, body } of section.parts) {
      if (sent.parts.get(id) !== body.text) changed[id] = body.text;
    }
  }
  return changed;
}

function split(page: Markup): Pieces {
  return { texts: page.text.split(NONCE).map((text) => encoder.encode(text)) };
}

/** Puts the nonce between the pieces; each is compressed once. */
function fill(pieces: Pieces, nonce: string, encoding: "gzip" | "identity"): Uint8Array {
  const between = encoder.encode(nonce);
  if (encoding === "gzip") {
    pieces.gzip ??= pieces.texts.map(gzipChunk);
    const chunk = gzipChunk(between);
    return joinGzip(
      pieces.gzip.flatMap((piece, index) => index === 0 ? [piece] : [chunk, piece]),
    );
  }
  const size = pieces.texts.reduce((sum, text) => sum + text.length, 0) +
    between.length * (pieces.texts.length - 1);
  const bytes = new Uint8Array(size);
  let offset = 0;
  pieces.texts.forEach((text, index) => {
    if (index > 0) {
      bytes.set(between, offset);
      offset += between.length;
    }
    bytes.set(text, offset);
    offset += text.length;
  });
  return bytes;
}
