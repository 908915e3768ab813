/** Compiled code in Deno's cache is good for processes under the same flags of V8 alone. */
import assert from "node:assert/strict";
import { ALLOCATOR_ENV, OWN_V8_FLAGS } from "../../runtime/policy/flags.ts";
import { REPO } from "./source_files.ts";

Deno.test("the kernel runs under the flags of V8 that it gives to the host and the services", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  assert.ok(String(tasks.start).split(" ").includes(OWN_V8_FLAGS), tasks.start);
  const mock = await Deno.readTextFile(`${REPO}/mock/run/monitor_process.ts`);
  assert.ok(mock.includes(`"${OWN_V8_FLAGS}"`), "the mock starts it under others");
});

Deno.test("the kernel's allocator is set as that of the host and the services, however it is started", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  const mock = await Deno.readTextFile(`${REPO}/mock/run/monitor_process.ts`);
  const dockerfile = await Deno.readTextFile(`${REPO}/compose/Dockerfile`);
  for (const [name, value] of Object.entries(ALLOCATOR_ENV)) {
    assert.ok(String(tasks.start).split(" ").includes(`${name}=${value}`), tasks.start);
    assert.ok(mock.includes(`  ${name}: "${value}",\n`), `${name} in the mock`);
    assert.ok(dockerfile.includes(`    ${name}=${value} \\\n`), `${name} in compose/Dockerfile`);
  }
});
