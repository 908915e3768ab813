import assert from "node:assert/strict";
import { preferForOomKiller } from "./oom_score.ts";

Deno.test("preferForOomKiller raises the score of a process", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  await preferForOomKiller(child.pid);
  assert.equal(await Deno.readTextFile(`/proc/${child.pid}/oom_score_adj`), "500\n");
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("preferForOomKiller is content with a process that is gone", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  await preferForOomKiller(child.pid);
});
