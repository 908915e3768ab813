import assert from "node:assert/strict";
import { countOutcomes, countVersions, markVersions, worstFirst } from "./host_finding.ts";
import { finding } from "./testing_hosts.ts";

Deno.test("worstFirst sorts by outcome, and leaves the order of those that are alike", () => {
  const sorted = worstFirst([
    finding("a", "ready"),
    finding("b", "not_ready"),
    finding("c", "unreachable"),
    finding("d", "degraded"),
    finding("e", "unreachable"),
  ]);
  assert.deepEqual(sorted.map(({ host }) => host.instance), ["c", "e", "b", "d", "a"]);
  assert.deepEqual([...countOutcomes(sorted)], [
    ["unreachable", 2],
    ["not_ready", 1],
    ["degraded", 1],
    ["ready", 1],
  ]);
});

Deno.test("markVersions marks well hosts of another version than most, the newer of two halves", () => {
  const marked = markVersions([
    finding("a", "ready", { version: "0.9.0" }),
    finding("b", "ready", { version: "0.10.0" }),
    finding("c", "ready", { version: "0.10.0" }),
    finding("d", "not_ready", { version: "0.9.0" }),
    finding("e", "unreachable"),
    finding("f", "ready", { version: "0.8.0" }),
  ]);
  assert.deepEqual([...countVersions(marked).keys()], ["0.10.0", "0.9.0", "0.8.0"]);
  assert.deepEqual(marked.map(({ outcome }) => outcome), [
    ...["other_version", "ready", "ready"],
    ...["not_ready", "unreachable", "other_version"],
  ]);
  assert.equal(marked[0]?.detail, "It has 0.9.0; most have 0.10.0");
});
