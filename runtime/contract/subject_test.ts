import assert from "node:assert/strict";
import { MAX_SUBJECTS, parseSubjects } from "./subject.ts";

Deno.test("parseSubjects reads a list of subjects, and bounds it", () => {
  const subject = { name: "chat", state: "up", detail: "vLLM (llama)" };
  assert.deepEqual(parseSubjects([{ ...subject, more: 1 }]), [subject]);
  assert.deepEqual(parseSubjects([]), []);
  assert.equal(parseSubjects(Array(1_000).fill(subject))?.length, MAX_SUBJECTS);
  assert.equal(parseSubjects([{ ...subject, detail: "x".repeat(9_999) }])?.[0]?.detail.length, 256);
});

Deno.test("parseSubjects takes nothing else", () => {
  for (const value of [undefined, {}, "x", [7], [null], [{ name: "a", state: "up" }], [[]]]) {
    assert.equal(parseSubjects(value), undefined, JSON.stringify(value));
  }
});
