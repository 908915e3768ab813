import assert from "node:assert/strict";
import { pickFamilies } from "./pick_families.ts";

const TEXT = `# HELP a_total A.
# TYPE a_total counter
a_total{x="1"} 1
a_total{x="2"} 2
# HELP b B.
# TYPE b gauge
b 3
`;

Deno.test("pickFamilies keeps what matches, with the help of its family once", () => {
  assert.deepEqual(pickFamilies(TEXT, /a_/), [
    "# HELP a_total A.",
    "# TYPE a_total counter",
    'a_total{x="1"} 1',
    'a_total{x="2"} 2',
  ]);
  assert.deepEqual(pickFamilies(TEXT, /x="2"/), [
    "# HELP a_total A.",
    "# TYPE a_total counter",
    'a_total{x="2"} 2',
  ]);
  assert.deepEqual(pickFamilies(TEXT, /^HELP/), []);
});
