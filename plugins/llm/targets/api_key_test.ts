import assert from "node:assert/strict";
import { readApiKey } from "./api_key.ts";

const ports = {
  variable: (name: string) => ({ KEY: "abc", EMPTY: "", TWO: "a b" })[name],
  file: (path: string) =>
    path === "/key" ? Promise.resolve("abc\n") : Promise.reject(new Error("no such file")),
};
const keyOf = (more: object) =>
  readApiKey({ name: "chat", url: "http://a", headers: {}, ...more }, ports);

Deno.test("readApiKey reads a variable or a file", async () => {
  assert.deepEqual(await keyOf({}), { trouble: "" });
  assert.deepEqual(await keyOf({ apiKeyEnv: "KEY" }), { key: "abc", trouble: "" });
  assert.deepEqual(await keyOf({ apiKeyFile: "/key" }), { key: "abc", trouble: "" });
});

Deno.test("readApiKey says why there is no key", async () => {
  const cases: [object, RegExp][] = [
    [{ apiKeyEnv: "NONE" }, /target "chat": the variable NONE is not set or empty/],
    [{ apiKeyEnv: "EMPTY" }, /the variable EMPTY is not set or empty/],
    [{ apiKeyEnv: "TWO" }, /the variable TWO is not a single ASCII word/],
    [{ apiKeyFile: "/gone" }, /from \/gone: no such file/],
  ];
  for (const [more, message] of cases) {
    const { key, trouble } = await keyOf(more);
    assert.equal(key, undefined);
    assert.match(trouble, message);
  }
});
