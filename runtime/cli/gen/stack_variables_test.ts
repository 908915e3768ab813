import assert from "node:assert/strict";
import { stackVariables } from "./stack_variables.ts";

Deno.test("stackVariables finds variables with their defaults, and those that have to be given", () => {
  const files = ["a: ${PORT:-1}:${PORT:-1}\n# ${IN_A_COMMENT}\n", "b: ${GID:?set it}\n"];
  const descriptions = { COMPOSE_PROJECT_NAME: "c", GID: "g", PORT: "p" };
  assert.deepEqual(stackVariables(files, descriptions).slice(1), [
    { name: "GID", description: "g", default: "", isRequired: true },
    { name: "PORT", description: "p", default: "1", isRequired: false },
  ]);
});

Deno.test("stackVariables refuses what is not described, not used, or has two defaults", () => {
  const own = { COMPOSE_PROJECT_NAME: "c" };
  assert.throws(() => stackVariables(["${A:-1}"], own), /lacks A/);
  assert.throws(() => stackVariables([], { ...own, A: "a" }), /nothing uses A/);
  assert.throws(() => stackVariables(["${A:-1} ${A:-2}"], { ...own, A: "a" }), /another default/);
});
