import assert from "node:assert/strict";
import { chooseFields, parseHelpFields, refusedField } from "./help_fields.ts";

const HELP = `List of valid properties to query for the switch "--query-gpu":

"timestamp"
The timestamp in format "YYYY/MM/DD HH:MM:SS.msec".

Section about clocks event reasons
"clocks_event_reasons.active" or "clocks_throttle_reasons.active"
Bitmask, see "nvml.h".

"retired_pages.single_bit_ecc.count" or "retired_pages.sbe"
`;

Deno.test("parseHelpFields finds every spelling of a field, and no quoted word of the prose", () => {
  assert.deepEqual([...parseHelpFields(HELP)], [
    "timestamp",
    "clocks_event_reasons.active",
    "clocks_throttle_reasons.active",
    "retired_pages.single_bit_ecc.count",
    "retired_pages.sbe",
  ]);
});

Deno.test("chooseFields takes the first name that is known, once", () => {
  const known = new Set(["b", "c", "d"]);
  assert.deepEqual(
    chooseFields([["a", "b"], ["c"], ["d", "c"], ["x"], ["b"]], (field) => known.has(field)),
    ["b", "c", "d"],
  );
});

Deno.test("refusedField names the field of nvidia-smi's refusal", () => {
  assert.equal(refusedField('Field "fan.sped" is not a valid field to query.\n'), "fan.sped");
  assert.equal(refusedField("0, GPU-a"), undefined);
});
