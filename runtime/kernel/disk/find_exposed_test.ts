import assert from "node:assert/strict";
import { formatIssue } from "../../contract/issue.ts";
import { findExposed } from "./find_exposed.ts";

Deno.test("findExposed tells what others can write: file, owner, mode, and what to do", async () => {
  const dir = await Deno.makeTempDir();
  const [open, closed] = [`${dir}/open`, `${dir}/closed`];
  for (const file of [open, closed]) await Deno.writeTextFile(file, "");
  await Deno.chmod(open, 0o666);
  await Deno.chmod(closed, 0o644);
  const issues = await findExposed([closed, open, open, `${dir}/absent`]);
  assert.deepEqual(issues.map(({ code, file }) => [code, file]), [["writable_by_others", open]]);
  const line = issues.map(formatIssue).join();
  assert.match(line, /can be written by everybody \(owner \d+, mode 0666\)\. .*chmod go-w/);
  await Deno.remove(dir, { recursive: true });
});
