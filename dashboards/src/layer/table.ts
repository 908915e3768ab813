import type * as table from "@grafana/grafana-foundation-sdk/table";
import { orNotReported, STATE_MAPPINGS, toThresholds } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import { pickTexts } from "./panel.ts";
import type { DataLink, Mapping, Override, PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** A column: a label of the rows, or the value of a query. */
export interface Column extends Partial<Query> {
  readonly title: string;
  /** The label that it shows; absent for the value of `expr`. */
  readonly label?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly judge?: Judgement;
  readonly mappings?: readonly Mapping[];
  /** A bar behind the number, from 0 to this. */
  readonly barTo?: number;
  readonly width?: number;
  /** The capability without which a server cannot report it. Its rows are servers, then. */
  readonly capability?: string;
  /** The target of a click. */
  readonly link?: DataLink;
}

/** Rows with a column for each query. Every query has the labels of the rows, so that they meet. */
export interface TableOptions extends PanelTexts {
  readonly columns: readonly Column[];
  /** A query for its labels alone, such as the names of things. */
  readonly names?: string;
  /** Of several, the first that differs decides. */
  readonly sortBy?: Sorting | readonly Sorting[];
}

interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A panel of rows, as they are now. */
export function rows(spec: TableOptions): PanelDraft {
  const { columns, names, sortBy } = spec;
  const values = columns.filter(({ expr }) => expr !== undefined);
  // Grafana numbers the values of several queries only.
  const isAlone = values.length === 1 && names === undefined;
  const findField = (column: Column) =>
    column.label ?? (isAlone ? "Value" : `Value #${LETTERS[values.indexOf(column)] ?? "?"}`);
  const options: Plain<table.Options> = {
    cellHeight: "sm",
    frameIndex: 0,
    showHeader: true,
    ...(sortBy === undefined ? {} : {
      sortBy: [sortBy].flat().map(({ column, isDescending }) => ({
        displayName: column,
        desc: isDescending,
      })),
    }),
  };
  return {
    ...pickTexts(spec),
    type: "table",
    source: "prometheus",
    queries: [
      ...values.map(({ expr = "", ignores, capability }) => ({
        expr: capability === undefined
          ? expr
          : orNotReported(expr, capability, "job, instance, target"),
        ...(ignores ? { ignores } : {}),
      })),
      ...names === undefined ? [] : [{ expr: names }],
    ],
    target: { instant: true, range: false, format: "table" },
    rest: {
      options,
      transformations: [
        { id: "merge", options: {} },
        {
          id: "organize",
          options: {
            excludeByName: {},
            includeByName: Object.fromEntries(columns.map((column) => [findField(column), true])),
            indexByName: Object.fromEntries(columns.map((column, i) => [findField(column), i])),
            renameByName: Object.fromEntries(
              columns.map((column) => [findField(column), column.title]),
            ),
          },
        },
      ],
      fieldConfig: {
        defaults: {
          unit: "none",
          color: { mode: "thresholds" },
          thresholds: toThresholds(undefined),
          // An empty cell is a thing that this row does not have.
          custom: { align: "auto", cellOptions: { type: "auto" }, inspect: false },
        },
        overrides: columns.map(makeOverride),
      },
    },
  };
}

/** Room for labels that are always long, so that none of them ends in dots. */
const WIDTHS: Readonly<Record<string, number>> = {
  container: 140,
  gpu: 350,
  image: 370,
  model: 350,
  name: 220,
};
/** Room for labels whose values are mostly longer than their titles. */
const MIN_WIDTHS: Readonly<Record<string, number>> = {
  instance: 110,
  layer: 150,
  mountpoint: 130,
  process: 130,
  target: 90,
};
/** Room for values that are longer than their titles. */
const UNIT_WIDTHS: Readonly<Record<string, number>> = {
  "suffix: tok/s": 100,
  dateTimeFromNow: 104,
};
/** Room for "not reported". */
const MIN_WITH_CAPABILITY = 104;

/** Room for a title and the arrow of the sorting. */
function widthOf(title: string): number {
  return Math.max(60, 8 * title.length + 28);
}

function chooseMinWidth({ title, label = "", unit = "", capability }: Column): number {
  const values = MIN_WIDTHS[label] ?? UNIT_WIDTHS[unit] ?? 0;
  return Math.max(widthOf(title), values, capability === undefined ? 0 : MIN_WITH_CAPABILITY);
}

function makeOverride(column: Column): Override {
  const { title, unit, decimals, judge, barTo, link, capability } = column;
  const width = column.width ?? WIDTHS[column.label ?? ""];
  const mappings = column.mappings ?? (capability === undefined ? undefined : STATE_MAPPINGS);
  const properties: { id: string; value?: unknown }[] = [];
  if (unit !== undefined) properties.push({ id: "unit", value: unit });
  if (decimals !== undefined) properties.push({ id: "decimals", value: decimals });
  if (mappings) properties.push({ id: "mappings", value: mappings });
  properties.push(
    width === undefined
      ? { id: "custom.minWidth", value: chooseMinWidth(column) }
      : { id: "custom.width", value: Math.max(width, widthOf(title)) },
  );
  if (link) properties.push({ id: "links", value: [link] });
  if (barTo !== undefined) {
    properties.push(
      { id: "min", value: 0 },
      { id: "max", value: barTo },
      // An empty bar alone would look like 0.
      { id: "noValue", value: "n/a" },
      { id: "color", value: { mode: "fixed", fixedColor: "blue" } },
      {
        id: "custom.cellOptions",
        value: { type: "gauge", mode: "basic", valueDisplayMode: "text" },
      },
    );
  } else if (judge) {
    properties.push(
      { id: "thresholds", value: toThresholds(judge) },
      { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } },
    );
  } else if (column.mappings) {
    properties.push({
      id: "custom.cellOptions",
      value: { type: "color-background", mode: "basic" },
    });
  }
  return { matcher: { id: "byName", options: title }, properties };
}
