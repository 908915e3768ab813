/** Texts that people read in Grafana and in alerts speak of the program, in the terms of the field. */
import assert from "node:assert/strict";
import { BOARDS } from "./boards/all.ts";
import { ALERTS, RULE_GROUPS } from "./rules/all.ts";
import { isAlert } from "./rules/rule.ts";

/** Machines report; nobody speaks of "us"; a request is preempted, and a GPU throttled. */
const PRIVATE =
  /\b(?:tells?|told|telling|us|we|ours?|whoever|put back|puts back|slowed|brings? out)\b/i;
/** Boards speak of GPUs and hosts. */
const OF_BOARDS = /\b(?:cards?|machines?)\b/i;

const boards = BOARDS.flatMap(({ title, description, rows, variables, events }) => [
  title,
  description,
  ...variables.map((variable) => variable.title),
  ...events.map(({ name }) => name),
  ...rows.flatMap(({ title: row, panels }) => [
    row,
    ...panels.flatMap(({ title: panel, asks, help = "", rest }) => [
      panel,
      asks,
      help,
      ...(rest.fieldConfig?.overrides ?? []).map(({ matcher }) => String(matcher.options)),
    ]),
  ]),
]);
const alerts = ALERTS.flatMap(({ summary, description, lasts, holds }) => [
  summary,
  description,
  lasts.because,
  holds.because,
]);
const recordings = RULE_GROUPS.flatMap(({ rules }) =>
  rules.flatMap((rule) => isAlert(rule) ? [] : [rule.help])
);

Deno.test("boards, alerts and recorded series are described in the terms of the field", () => {
  assert(boards.length > 500 && alerts.length > 300 && recordings.length > 100);
  assert.deepEqual([...boards, ...alerts, ...recordings].filter((text) => PRIVATE.test(text)), []);
  assert.deepEqual(boards.filter((text) => OF_BOARDS.test(text)), []);
});
