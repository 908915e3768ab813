/** Pictures that somebody has looked at, and what they were drawn from. */
import { REPO } from "../repo/source_files.ts";
import type { NamedBoard } from "./boards.ts";
import type { Drawing } from "./draw_boards.ts";
import { decodePng, differingPixels, shrinkPng } from "./shrink_png.ts";

/** A palette of 256 may miss a rare shade; one letter more is some hundred pixels. */
const MOST_DIFFERING = 40;

export const GOLDEN_DIR = `${REPO}/tests/boards/golden`;

/** golden.json beside the pictures. */
export interface Golden {
  /** Letters and lines are a little different in each version. */
  readonly chromium: string;
  readonly boards: Readonly<Record<string, GoldenBoard>>;
}

interface GoldenBoard {
  /** Digest of the board's file. */
  readonly board: string;
  /** Digest of every text that the picture shows: of the data, therefore. */
  readonly texts: string;
}

/** The result of comparing a picture with the one that was kept. */
export type Verdict =
  | "same"
  | "other data"
  | "other chromium"
  | "board changed"
  | "picture changed";

export async function readGolden(): Promise<Golden> {
  try {
    return JSON.parse(await Deno.readTextFile(`${GOLDEN_DIR}/golden.json`)) as Golden;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { chromium: "", boards: {} };
  }
}

export async function describeDrawing(
  { text }: NamedBoard,
  { report }: Drawing,
): Promise<GoldenBoard> {
  return {
    board: await digest(new TextEncoder().encode(text)),
    texts: await digest(new TextEncoder().encode(JSON.stringify(report.panels))),
  };
}

/** Compares pixels where nothing changed of which the picture was made. */
export async function compare(
  golden: Golden,
  board: NamedBoard,
  drawing: Drawing,
  chromium: string,
): Promise<Verdict> {
  const { name } = board;
  const now = await describeDrawing(board, drawing);
  const kept = golden.boards[name];
  if (kept?.board !== now.board) return "board changed";
  if (golden.chromium !== chromium) return "other chromium";
  if (kept.texts !== now.texts) return "other data";
  const picture = decodePng(await Deno.readFile(`${GOLDEN_DIR}/${name}.png`));
  const differing = differingPixels(picture, decodePng(shrinkPng(drawing.png)));
  return differing <= MOST_DIFFERING ? "same" : "picture changed";
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 32);
}
