import assert from "node:assert/strict";
import { withDeadline } from "./deadline.ts";

Deno.test("withDeadline passes a value or an error on, and leaves no timer", async () => {
  assert.equal(await withDeadline(Promise.resolve(1), 60_000, "wait"), 1);
  await assert.rejects(
    withDeadline(Promise.reject(new RangeError("no")), 60_000, "wait"),
    RangeError,
  );
});

Deno.test("withDeadline gives up in time, and a later failure disturbs nobody", async () => {
  const late = Promise.withResolvers<never>();
  await assert.rejects(withDeadline(late.promise, 5, "read /proc/stat"), {
    name: "CallError",
    code: "timed_out",
    message: "Cannot read /proc/stat: it took longer than 5 ms",
  });
  late.reject(new Error("far too late"));
  await new Promise((resolve) => setTimeout(resolve, 1));
});
