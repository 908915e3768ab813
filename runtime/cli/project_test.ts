import assert from "node:assert/strict";
import { CodedError } from "../contract/errors.ts";
import type { Candidate } from "../contract/syscall.ts";
import { findPlugin, newestDigest, outlook } from "./project.ts";
import type { Project, ProjectPlugin } from "./project.ts";

function plugin(candidate: Partial<Candidate>): ProjectPlugin {
  const name = candidate.name ?? "probe";
  return {
    folder: { name, dir: `/plugins/${name}` },
    candidate: { name, ...candidate },
    issues: [],
  };
}

const PENDING = { digest: "new", message: "asks for more" };
const REJECTED = { code: "manifest_invalid", message: "is bad" } as const;

Deno.test("outlook and newestDigest say what start would do", () => {
  const cases: [Partial<Candidate>, string, string | undefined][] = [
    [{ disabled: true, pending: PENDING }, "disabled", "new"],
    [{ pending: PENDING }, "pending", "new"],
    [{ rejected: REJECTED }, "rejected", undefined],
    [{}, "ready", undefined],
  ];
  for (const [candidate, state, digest] of cases) {
    assert.equal(outlook(plugin(candidate)).state, state);
    assert.equal(newestDigest(plugin(candidate)), digest, state);
  }
});

Deno.test("findPlugin finds by name and suggests the nearest", () => {
  const found = plugin({ name: "system" });
  const project = { plugins: [found] } as unknown as Project;
  assert.equal(findPlugin(project, "system"), found);
  const cases: [Project, string, RegExp][] = [
    [project, "sytem", /Did you mean system\?/],
    [project, "other", /There are: system/],
    [{ ...project, plugins: [] }, "other", /plugin new NAME/],
  ];
  for (const [where, name, hint] of cases) {
    assert.throws(() => findPlugin(where, name), (error) => {
      assert(error instanceof CodedError);
      assert.equal(error.code, "plugin_not_found");
      assert.match(error.hint ?? "", hint);
      return true;
    });
  }
});
