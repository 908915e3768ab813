import assert from "node:assert/strict";
import { readList, writeList } from "./write_list.ts";

Deno.test("writeList replaces the list, and says which folder is missing", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/fleet.json`;
    assert.equal(await readList(file), undefined);
    await writeList(file, "[1]\n");
    await writeList(file, "[2]\n");
    assert.equal(await readList(file), "[2]\n");
    await assert.rejects(writeList(`${dir}/none/fleet.json`, "[]\n"), {
      code: "usage",
      message: `Cannot write ${dir}/none/fleet.json: there is no folder ${dir}/none`,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
