import assert from "node:assert/strict";
import { VERSION } from "../../runtime/contract/version.ts";
import { REPO } from "./source_files.ts";

Deno.test("deno.json, version.ts and the newest entry of CHANGELOG.md say one version", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  const changelog = await Deno.readTextFile(`${REPO}/CHANGELOG.md`);
  assert.equal(version, VERSION);
  assert.equal(/^## (\S+)/m.exec(changelog)?.[1], VERSION);
});
