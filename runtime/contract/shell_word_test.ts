import assert from "node:assert/strict";
import { shellWord } from "./shell_word.ts";

Deno.test("shellWord quotes what a shell would not take as it is, and nothing else", () => {
  const plain = ["/models", "--allow-net=127.0.0.1:8000,a.b:80", "a@b", "50%"];
  assert.deepEqual(plain.map(shellWord), plain);
  assert.equal(shellWord(""), "''");
  assert.equal(shellWord("it's"), String.raw`'it'\''s'`);
  assert.equal(shellWord("=ls"), "'=ls'");
});

Deno.test("shellWord leaves out what nobody sees", () => {
  assert.equal(shellWord("a\x1b[2J\u202eb\n"), "'a[2Jb'");
});

Deno.test("shellWord gives a shell the text back", async () => {
  const texts = [
    "",
    "a b",
    "$(id) `id` $HOME",
    'it\'s \\ "so"',
    "~",
    "*",
    "a;b|c&d>e",
    "#",
    "{a,b}",
  ];
  const script = `printf '%s\\n' ${texts.map(shellWord).join(" ")}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assert.deepEqual(new TextDecoder().decode(stdout).split("\n").slice(0, -1), texts);
});
