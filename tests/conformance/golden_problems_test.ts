import assert from "node:assert/strict";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { goldenProblems } from "./golden_problems.ts";

const MANIFEST = manifestSchema.parse({
  apiVersion: 1,
  name: "queue",
  version: "1.0.0",
  description: "Queues",
  metrics: [
    { name: "llm_monitor_queue_up", type: "gauge", help: "Up.", labels: ["a", "b"] },
    { name: "llm_monitor_queue_wait_seconds", type: "histogram", help: "Wait." },
    { name: "llm_monitor_queue_info", type: "info", help: "What.", labels: ["v"] },
  ],
});

Deno.test("goldenProblems accepts what the manifest declares", () => {
  const text = `# HELP llm_monitor_queue_up Up.
# TYPE llm_monitor_queue_up gauge
llm_monitor_queue_up{a="x,\\"}",b=""} 1
# TYPE llm_monitor_queue_wait_seconds histogram
llm_monitor_queue_wait_seconds_bucket{le="+Inf"} 1
llm_monitor_queue_wait_seconds_sum 0.5
# TYPE llm_monitor_queue_info gauge
llm_monitor_queue_info{v="1"} 1
`;
  assert.deepEqual(goldenProblems(text, MANIFEST), []);
});

Deno.test("goldenProblems names each line that is wrong", () => {
  const cases: [string, RegExp][] = [
    ["llm_monitor_queue_other 1", /not declared/],
    ['llm_monitor_queue_up{a="x"} 1', /must have the labels a,b/],
    ["llm_monitor_queue_up_sum 1", /not declared/],
    ["# HELP llm_monitor_queue_up Other.", /the manifest says Up\./],
    ["# TYPE llm_monitor_queue_up counter", /the manifest says gauge/],
    ["# TYPE llm_monitor_other gauge", /the manifest says nothing/],
    ["nonsense", /no sample/],
  ];
  for (const [line, expected] of cases) {
    const problems = goldenProblems(line, MANIFEST);
    assert.equal(problems.length, 1, line);
    assert.match(problems[0] ?? "", expected);
  }
});
