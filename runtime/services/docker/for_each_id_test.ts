import assert from "node:assert/strict";
import { CallError } from "../../contract/errors.ts";
import { forEachId } from "./for_each_id.ts";

const AT_ONCE = { parallel: 2, budgetMs: 1_000 };
const id = (digit: string) => digit.repeat(64);

Deno.test("forEachId asks about each id once, a few at a time", async () => {
  let open = 0;
  let most = 0;
  const asked: string[] = [];
  const ids = ["1", "2", "3", "4", "5", "1"].map(id);
  const answers = await forEachId(ids, AT_ONCE, async (one) => {
    most = Math.max(most, ++open);
    asked.push(one);
    await new Promise((resolve) => setTimeout(resolve, 1));
    open--;
    return one.slice(0, 1);
  });
  assert.equal(most, 2);
  assert.deepEqual(asked.sort(), ids.slice(0, 5));
  assert.equal(answers[id("3")], "3");
  assert.deepEqual(await forEachId([], AT_ONCE, () => Promise.reject(new Error("asked"))), {});
});

Deno.test("forEachId lets one that fails cost its own answer, and an engine that is gone all", async () => {
  const answers = await forEachId(
    [id("1"), id("2")],
    AT_ONCE,
    (one) =>
      one === id("1")
        ? Promise.reject(new CallError("not_found", "Gone"))
        : Promise.resolve("there"),
  );
  assert.deepEqual(answers, { [id("1")]: { failed: "not_found" }, [id("2")]: "there" });
  const gone = () => Promise.reject(new CallError("unavailable", "No engine"));
  await assert.rejects(forEachId([id("1")], AT_ONCE, gone), { code: "unavailable" });
});

Deno.test("forEachId refuses whatever is no id before it asks", async () => {
  for (
    const ids of [
      undefined,
      id("1"),
      [id("1").slice(1)],
      [`${id("1")}/logs`],
      [`${id("1")}\n`],
      [id("A")],
      [[id("1")]],
      Array.from({ length: 2_001 }, () => id("1")),
    ]
  ) {
    const ask = () => Promise.reject(new Error("asked"));
    await assert.rejects(forEachId(ids, AT_ONCE, ask), {
      name: "CallError",
      code: "bad_arguments",
    });
  }
});

Deno.test("forEachId gives back what it has when its time is over", async () => {
  const ids = ["1", "2", "3", "4"].map(id);
  const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 30, "there"));
  const answers = await forEachId(ids, { parallel: 1, budgetMs: 20 }, slow);
  const values = Object.values(answers);
  assert.deepEqual(values.filter((value) => value === "there"), ["there"]);
  assert.equal(values.length, 4);
});
