import assert from "node:assert/strict";
import { permissionsSchema } from "../../contract/permissions.ts";
import { EMPTY_GRANT } from "./empty_grant.ts";

Deno.test("EMPTY_GRANT is what a manifest gets that asks for nothing", () => {
  assert.deepEqual(EMPTY_GRANT, permissionsSchema.parse({}));
});
