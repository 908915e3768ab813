/** The tables of metrics, which say where and how they are wrong. */
import assert from "node:assert/strict";
import { readTable } from "../../mock/llm/exposition/read_table.ts";

const HEADER = "name,type,value,labels,buckets,help\n";

const WRONG: readonly (readonly [line: string, said: RegExp])[] = [
  ["x,guage,running,,,Help", /x\.csv:2: there is no type "guage"/],
  ["x,gauge,runing,,,Help", /x\.csv:2: there is no value "runing", but running, waiting/],
  ["x,histogram,latency,,1 2,Help", /there is no observation "latency", but timeToFirstToken/],
  ["x,histogram,duration,,seconds,Help", /there is no list of bounds "seconds", but first/],
  ["x,histogram,duration,,,Help", /there is no list of bounds ""/],
  ["x,gauge,running,@who,,Help", /there is no set of labels "who"/],
  ["x,gauge,running,reason,,Help", /the label "reason" has no value/],
  [
    "x,gauge,running|waiting,state=running|waiting|paused,,Help",
    /3 values of labels for 2 samples/,
  ],
  ["x,gauge,running|waiting,,,Help", /2 samples that no label tells apart/],
];

for (const [line, said] of WRONG) {
  Deno.test(`a table with ${line} cannot be read, and the error says why`, () => {
    assert.throws(() => readTable(`${HEADER}${line}\n`, "x.csv"), said);
  });
}

Deno.test("a table without its first line is none", () => {
  assert.throws(() => readTable("x,gauge,running,,,Help\n", "x.csv"), /x\.csv:1: it must be name,/);
});

Deno.test("the help of a family is the rest of its line, commas and all", () => {
  const [row] = readTable(`${HEADER}x,counter?,0|1,a=b c=d|e,,Help, and more\n`, "x.csv");
  assert.equal(row?.help, "Help, and more");
  assert.equal(row?.isLazy, true);
  assert.equal(row?.type === "counter" && row.samples.length, 2);
});
