/** Compiled code in Deno's cache is good for processes under the same flags of V8 alone. */
import assert from "node:assert/strict";
import { OWN_V8_FLAGS } from "../../runtime/policy/flags.ts";
import { REPO } from "./source_files.ts";

Deno.test("the kernel runs under the flags of V8 that it gives to the host and the services", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  assert.ok(String(tasks.start).split(" ").includes(OWN_V8_FLAGS), tasks.start);
  const mock = await Deno.readTextFile(`${REPO}/mock/run/monitor_process.ts`);
  assert.ok(mock.includes(`"${OWN_V8_FLAGS}"`), "the mock starts it under others");
});
