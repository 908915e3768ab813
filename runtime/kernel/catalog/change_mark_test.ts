import assert from "node:assert/strict";
import { changeMark } from "./change_mark.ts";

Deno.test("changeMark differs with everything that a watch would tell, and with nothing else", async () => {
  const dir = await Deno.makeTempDir();
  const changes: [string, () => Promise<void>][] = [
    ["a file is made", () => Deno.writeTextFile(`${dir}/file`, "a")],
    ["it grows", () => Deno.writeTextFile(`${dir}/file`, "ab")],
    ["it is written again", () => Deno.utime(`${dir}/file`, 1, 2)],
    ["its mode changes", () => Deno.chmod(`${dir}/file`, 0o600)],
    ["it is renamed", () => Deno.rename(`${dir}/file`, `${dir}/other`)],
    ["a folder is made", () => Deno.mkdir(`${dir}/folder/below`, { recursive: true })],
    ["a file is made below", () => Deno.writeTextFile(`${dir}/folder/below/file`, "a")],
    ["it goes away", () => Deno.remove(`${dir}/folder`, { recursive: true })],
    ["all goes away", () => Deno.remove(dir, { recursive: true })],
    ["it is there again", () => Deno.mkdir(dir)],
  ];
  let last = await changeMark(dir);
  for (const [what, change] of changes) {
    assert.equal(await changeMark(dir), last, `before ${what}`);
    await change();
    const mark = await changeMark(dir);
    assert.notEqual(mark, last, what);
    last = mark;
  }
  await Deno.remove(dir);
});

Deno.test("changeMark marks what cannot be looked at by why", async () => {
  assert.match(await changeMark(`/tmp/${"x".repeat(300)}`), /too long/);
});
