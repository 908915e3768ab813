/** The parts of a classic board that are read here: those that ask for data or take up room. */

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating?: { readonly list: readonly Variable[] };
  readonly annotations?: { readonly list: readonly Annotation[] };
  readonly links?: readonly Link[];
  readonly refresh?: string | false;
  readonly time?: { readonly from: string; readonly to: string };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: Rectangle;
  readonly datasource?: DataSourceRef;
  readonly targets?: readonly Target[];
  readonly fieldConfig?: FieldConfig;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly Transformation[];
  readonly links?: readonly Link[];
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly repeat?: string;
  /** A row that is closed holds its panels; one that is open stands above them. */
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
}

/** In columns of 24 and in rows of 30 pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface DataSourceRef {
  readonly type?: string;
  readonly uid?: string;
}

export interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly datasource?: DataSourceRef;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly interval?: string;
  readonly hide?: boolean;
}

export interface FieldConfig {
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly overrides?: readonly Override[];
}

export interface Override {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

export interface Transformation {
  readonly id: string;
  readonly options?: unknown;
  readonly disabled?: boolean;
}

export interface Link {
  readonly title?: string;
  readonly type?: string;
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly asDropdown?: boolean;
}

export interface Annotation {
  readonly name: string;
  readonly enable?: boolean;
  readonly hide?: boolean;
  readonly builtIn?: number;
  readonly iconColor?: string;
  readonly datasource?: DataSourceRef;
  readonly expr?: string;
  readonly step?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly hide?: number;
  readonly query?: string | { readonly query?: string };
  readonly definition?: string;
  readonly datasource?: DataSourceRef;
  readonly regex?: string;
  readonly sort?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly current?: {
    readonly value?: string | readonly string[];
    readonly text?: string | readonly string[];
  };
  readonly options?: readonly { readonly value?: unknown; readonly text?: unknown }[];
}

/** Returns every panel that draws something, also those of closed rows. */
export function panelsOf(board: Board): Panel[] {
  return board.panels.flatMap((panel) => panel.type === "row" ? [...panel.panels ?? []] : [panel]);
}

/**
 * Returns the panels with every closed row opened, as Grafana does when one clicks on it: what
 * stands below moves down.
 */
export function openRows(panels: readonly Panel[]): Panel[] {
  const opened: Panel[] = [];
  let shift = 0;
  for (const panel of [...panels].sort(byPlace)) {
    const moved = moveDown(panel, shift);
    if (panel.type !== "row" || !panel.collapsed) {
      opened.push(moved);
      continue;
    }
    const inside = panel.panels ?? [];
    const top = Math.min(...inside.map(({ gridPos }) => gridPos.y));
    const bottom = Math.max(...inside.map(({ gridPos }) => gridPos.y + gridPos.h));
    const start = moved.gridPos.y + moved.gridPos.h;
    opened.push({ ...moved, collapsed: false, panels: [] });
    for (const one of inside) opened.push(moveDown(one, start - top));
    if (inside.length > 0) shift += bottom - top;
  }
  return opened;
}

function moveDown(panel: Panel, rows: number): Panel {
  return { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + rows } };
}

function byPlace({ gridPos: a }: Panel, { gridPos: b }: Panel): number {
  return a.y - b.y || a.x - b.x;
}
