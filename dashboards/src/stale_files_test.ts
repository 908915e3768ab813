import assert from "node:assert/strict";
import { staleFiles } from "./stale_files.ts";

Deno.test("files that differ, are missing or are left over are stale, and none is touched", async () => {
  const root = await Deno.makeTempDir();
  try {
    for (const folder of ["boards", "rules"]) {
      await Deno.mkdir(`${root}/dashboards/${folder}`, { recursive: true });
    }
    await Deno.writeTextFile(`${root}/dashboards/boards/same.json`, "same");
    await Deno.writeTextFile(`${root}/dashboards/boards/old.json`, "old");
    await Deno.writeTextFile(`${root}/dashboards/rules/gone.yml`, "gone");
    const stale = await staleFiles(
      root,
      new Map([
        ["dashboards/boards/same.json", "same"],
        ["dashboards/boards/old.json", "new"],
        ["dashboards/boards/missing.json", "missing"],
      ]),
    );
    assert.deepEqual(stale, [
      { path: "dashboards/boards/old.json", text: "new", found: "old" },
      { path: "dashboards/boards/missing.json", text: "missing", found: undefined },
      { path: "dashboards/rules/gone.yml", text: undefined, found: "gone" },
    ]);
    assert.equal(await Deno.readTextFile(`${root}/dashboards/boards/old.json`), "old");
    assert.equal(await Deno.readTextFile(`${root}/dashboards/rules/gone.yml`), "gone");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
