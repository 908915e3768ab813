import assert from "node:assert/strict";
import { grantedPaths } from "./granted_paths.ts";

Deno.test("grantedPaths gives a folder itself, and of what is no folder or not there the nearest one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/folder`);
    await Deno.writeTextFile(`${dir}/file`, "");
    assert.deepEqual(
      grantedPaths([`${dir}/folder`, `${dir}/file`, `${dir}/folder/later/still/later`]),
      [`${dir}/folder`, dir, `${dir}/folder`],
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("grantedPaths never gives the whole file system", () => {
  assert.deepEqual(grantedPaths(["/not_there", "/not/there"]), ["/not_there", "/not/there"]);
});
