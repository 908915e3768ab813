import assert from "node:assert/strict";
import { SilenceWatch } from "./silence_watch.ts";

const TIMES = { quietMs: 40, deadlineMs: 40 };

Deno.test("SilenceWatch notices a process that says nothing any more", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch = new SilenceWatch(child.pid, resolve, TIMES);
  watch.start();
  await promise;
  watch.stop();
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("SilenceWatch is quiet while it hears something, and before it is started", async () => {
  let silences = 0;
  const watch = new SilenceWatch(Deno.pid, () => silences++, TIMES);
  await new Promise((resolve) => setTimeout(resolve, 150));
  watch.heard();
  watch.start();
  for (let count = 0; count < 20; count++) {
    watch.heard();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  watch.stop();
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(silences, 0);
});
