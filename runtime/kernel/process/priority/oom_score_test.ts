import assert from "node:assert/strict";
import { OOM_SCORE, setOomScore } from "./oom_score.ts";

Deno.test("setOomScore raises the score of a process", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  assert.equal(await setOomScore(child.pid, OOM_SCORE.guest), true);
  assert.equal(await Deno.readTextFile(`/proc/${child.pid}/oom_score_adj`), "500\n");
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("setOomScore says when a score may not be lowered", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const isAllowed = await setOomScore(child.pid, OOM_SCORE.ours);
  const score = await Deno.readTextFile(`/proc/${child.pid}/oom_score_adj`);
  assert.equal(score.trim() === String(OOM_SCORE.ours), isAllowed);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("setOomScore is content with a process that is gone", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  assert.equal(await setOomScore(child.pid, OOM_SCORE.guest), true);
});
