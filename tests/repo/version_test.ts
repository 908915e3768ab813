import assert from "node:assert/strict";
import { TESTED_DENO, VERSION } from "../../runtime/contract/version.ts";
import { REPO } from "./source_files.ts";

Deno.test("deno.json, version.ts and the newest entry of CHANGELOG.md say one version", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  const changelog = await Deno.readTextFile(`${REPO}/CHANGELOG.md`);
  assert.equal(version, VERSION);
  assert.equal(/^## (\S+)/m.exec(changelog)?.[1], VERSION);
});

Deno.test("every page names the version of Deno that the tests run with", async () => {
  assert.equal(Deno.version.deno, TESTED_DENO);
  for (const page of ["README.md", "CONTRIBUTING.md", ".ci/run"]) {
    const text = await Deno.readTextFile(`${REPO}/${page}`);
    for (const [, version] of text.matchAll(/deno@(\d+\.\d+\.\d+)/g)) {
      assert.equal(version, TESTED_DENO, page);
    }
  }
});
