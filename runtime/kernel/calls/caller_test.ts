import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { notGranted } from "./caller.ts";

Deno.test("notGranted names the line, the file and the command that would allow it", () => {
  const error = notGranted({ name: "gpu", grant: EMPTY_GRANT }, {
    action: 'read "/proc/stat"',
    item: '"/proc/stat"',
    key: "permissions.facts",
  });
  assert.equal(error.code, "not_granted");
  assert.equal(
    error.message,
    'Cannot read "/proc/stat": plugin "gpu" was not granted it; add "/proc/stat" to ' +
      "permissions.facts in plugins/gpu/plugin.yaml, then run: deno task plugin approve gpu",
  );
});
