import assert from "node:assert/strict";
import { isNoSuchProcess } from "./process_errors.ts";

Deno.test("isNoSuchProcess knows the error with and without its code", () => {
  const coded = Object.assign(new Error("No such process"), { code: "ESRCH" });
  assert.equal(isNoSuchProcess(coded), true);
  assert.equal(
    isNoSuchProcess(new Error("No such process (os error 3): readfile '/proc/9/stat'")),
    true,
  );
  assert.equal(isNoSuchProcess(new Error("Input/output error (os error 5)")), false);
  assert.equal(isNoSuchProcess("ESRCH"), false);
});
