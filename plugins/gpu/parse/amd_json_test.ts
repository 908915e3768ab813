import assert from "node:assert/strict";
import { parseAmdProcesses, parseAmdSmi, parseRocmSmi } from "./amd_json.ts";

Deno.test("parseAmdSmi reads both layouts, and units into the values", () => {
  const card = { gpu: 0, usage: { gfx_activity: { value: 7, unit: "%" } }, width: 16, list: [1] };
  const expected = [{
    index: "0",
    values: new Map([["gpu", "0"], ["usage/gfx_activity", "7 %"], ["width", "16"]]),
  }];
  assert.deepEqual(parseAmdSmi(JSON.stringify([card])), expected);
  assert.deepEqual(
    parseAmdSmi(`WARNING: low power\n${JSON.stringify({ gpu_data: [card] })}`),
    expected,
  );
  const size = parseAmdSmi('[{"gpu": 1, "size": {"value": 5, "unit": "MB"}}]');
  assert.equal(size[0]?.values.get("size"), "5 MiB");
});

Deno.test("parseAmdSmi and its like refuse what is no list of cards", () => {
  for (const text of ["", "ERROR: no device", "{}", '{"gpu_data": 1}', "[1"]) {
    assert.throws(() => parseAmdSmi(text), SyntaxError, text);
    assert.throws(() => parseAmdProcesses(text), SyntaxError, text);
  }
  assert.throws(() => parseRocmSmi("[]"), SyntaxError);
});

Deno.test("parseRocmSmi gives each card what the system has in common", () => {
  const cards = parseRocmSmi(
    '{"card1": {"sclk clock speed:": "(300Mhz)"}, "system": {"Driver version": "6"}, "cardx": {}}',
  );
  assert.deepEqual(cards, [{
    index: "1",
    values: new Map([["sclk clock speed:", "300 MHz"], ["Driver version", "6"]]),
  }]);
});

Deno.test("parseAmdProcesses passes over cards without processes and memory without a figure", () => {
  const text = JSON.stringify([
    {
      gpu: 0,
      process_list: [
        {
          process_info: { name: "a", pid: 1, memory_usage: { vram_mem: { value: 9, unit: "B" } } },
        },
        { process_info: { name: "b", pid: 2, memory_usage: { vram_mem: "N/A" } } },
        { process_info: "No running processes detected" },
      ],
    },
    { gpu: 1 },
  ]);
  assert.deepEqual(parseAmdProcesses(text), [
    { index: "0", pid: 1, name: "a", bytes: 9 },
    { index: "0", pid: 2, name: "b" },
  ]);
});
