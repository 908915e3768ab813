import assert from "node:assert/strict";
import { parseJunit, pickLeaves } from "./junit.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="8" failures="3" errors="0" time="1.131">
    <testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="2">
        <testcase name="whole &amp; more" classname="./a_test.ts" time="0.316" line="2" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="a &#60;b&gt; &quot;q&quot;" classname="./a_test.ts" time="0.801" line="3" col="6">
        </testcase>
        <testcase name="out" classname="./a_test.ts" time="0.000" line="4" col="6">
            <skipped/>
        </testcase>
        <testcase name="whole &amp; more &gt; one" classname="./a_test.ts" time="0.314" line="2" col="43">
        </testcase>
        <testcase name="whole &amp; more &gt; two" classname="./a_test.ts" time="0.001" line="2" col="125">
            <failure message="Uncaught Error: bad">Error: bad</failure>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("a report is read with its names, files, results and times", () => {
  const cases = parseJunit(XML);
  assert.deepEqual(cases.map(({ name }) => name), [
    "whole & more",
    'a <b> "q"',
    "out",
    "whole & more > one",
    "whole & more > two",
  ]);
  assert.deepEqual(cases.map(({ result }) => result), [
    "failed",
    "passed",
    "skipped",
    "passed",
    "failed",
  ]);
  assert.deepEqual([...new Set(cases.map(({ file }) => file))], ["a_test.ts"]);
  assert.equal(cases[1]?.seconds, 0.801);
  assert.deepEqual(parseJunit(""), []);
});

Deno.test("a test with steps counts as its steps, unless it failed beside them", () => {
  const names = (xml: string) => pickLeaves(parseJunit(xml)).map(({ name }) => name);
  assert.deepEqual(names(XML), ['a <b> "q"', "out", "whole & more > one", "whole & more > two"]);
  const beside = XML.replace('<failure message="Uncaught Error: bad">Error: bad</failure>', "");
  assert.equal(names(beside)[0], "whole & more");
});
