import type { PanelDraft, Query } from "./panel.ts";
import type { Variable } from "./variables.ts";

/** Panels below one title. */
export interface Row {
  readonly title: string;
  readonly panels: readonly PanelDraft[];
  /** Closed until somebody opens it: what few machines have, or few people need. */
  readonly isCollapsed: boolean;
}

/** Events at points in time, as lines across all panels of time. */
export interface Events extends Query {
  readonly name: string;
  readonly colour: string;
  /** The text beside the line, such as `{{container}}`. */
  readonly text: string;
  /** The value is the time in milliseconds; else it happened when there was one. */
  readonly isTime?: true;
}

/** A board as we write it. */
export interface Board {
  /** Also the name of its file, and the end of its uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The range of time that it opens with, such as `1h`. */
  readonly range: string;
  readonly variables: readonly Variable[];
  readonly events: readonly Events[];
  readonly hasLogs?: true;
  readonly rows: readonly Row[];
}

/** An open row. */
export function row(title: string, panels: readonly PanelDraft[]): Row {
  return { title, panels, isCollapsed: false };
}

/** A closed row. */
export function closedRow(title: string, panels: readonly PanelDraft[]): Row {
  return { title, panels, isCollapsed: true };
}

/** The uid of a board; it never changes, since links and bookmarks hold it. */
export function toUid(name: string): string {
  return `llm-monitor-${name}`;
}
