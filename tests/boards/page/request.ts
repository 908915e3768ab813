/** The question to the page, and its answer. */
import type { Board } from "../../dashboards/model/board.ts";

export interface DrawRequest {
  readonly board: Board;
  readonly theme: "dark" | "light";
  readonly width: number;
  readonly prometheus: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly scrapeIntervalSeconds: number;
  /** Draws what closed rows hold, too. */
  readonly opensRows: boolean;
}

export interface DrawReport {
  readonly height: number;
  readonly panels: readonly PanelReport[];
  /** Faults of the whole board, such as a variable without values. */
  readonly faults: readonly string[];
}

export interface PanelReport {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  /** The reason why it shows nothing; undefined where it shows something. */
  readonly error?: string;
  readonly isEmpty: boolean;
  /** Text that overlaps, is cut, or can hardly be read. */
  readonly faults: readonly string[];
  /** Titles and cells that do not fit, and end in dots. */
  readonly shortened: readonly string[];
  /** Every text that it shows, in the order of the page. */
  readonly texts: readonly string[];
}
