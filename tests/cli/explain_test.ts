import assert from "node:assert/strict";
import { findEntries } from "../../runtime/cli/explain/find_entries.ts";
import { indexPage } from "../../runtime/cli/explain/index_documents.ts";
import { readDocuments } from "../../runtime/cli/explain/read_documents.ts";
import { ERROR_CODES, REJECT_REASONS, STOP_REASONS } from "../../runtime/contract/codes.ts";
import { PLUGIN_STATES } from "../../runtime/contract/status.ts";
import { SELF_DECLARATIONS } from "../../runtime/host/exposition/self_declarations.ts";
import { readManifest } from "../../runtime/sdk/testing/read_manifest.ts";
import { XIDS } from "../../plugins/gpu/nvidia/xid_table.ts";
import { RULE_GROUPS } from "../../dashboards/src/rules/all.ts";
import { isAlert } from "../../dashboards/src/rules/rule.ts";
import { REPO } from "../repo/source_files.ts";
import { run } from "../support/tools.ts";

const PLUGINS = ["docker", "gpu", "llm", "system"];
const entries = (await readDocuments(REPO, `${REPO}/plugins`)).flatMap(indexPage);

function unexplained(names: readonly (readonly string[])[]): string[] {
  return names.filter((words) => findEntries(entries, words).entries.length === 0)
    .map((words) => words.join(" "));
}

Deno.test("explain knows every metric of the plugins and of the monitor itself", () => {
  const metrics = PLUGINS.flatMap((name) =>
    readManifest(new URL(`../../plugins/${name}/plugin.yaml`, import.meta.url)).metrics
  );
  const names = [...metrics, ...Object.values(SELF_DECLARATIONS)].map(({ name }) => [name]);
  assert.ok(names.length > 300);
  assert.deepEqual(unexplained(names), []);
});

Deno.test("explain knows every code that a line of the log or a label can have", () => {
  const codes = [...ERROR_CODES, ...STOP_REASONS, ...REJECT_REASONS];
  assert.deepEqual(unexplained(codes.map((code) => [code])), []);
});

Deno.test("explain knows every state of a plugin", () => {
  assert.deepEqual(unexplained(PLUGIN_STATES.map((state) => [state])), []);
});

Deno.test("explain knows every recording", () => {
  const names = RULE_GROUPS.flatMap(({ rules }) =>
    rules.flatMap((rule) => isAlert(rule) ? [] : [[rule.record]])
  );
  assert.ok(names.length > 100);
  assert.deepEqual(unexplained(names), []);
});

Deno.test("explain knows every Xid of the table", () => {
  assert.deepEqual(unexplained([...XIDS.keys()].map((xid) => ["xid", xid])), []);
});

Deno.test("explain tells on the command line, and says where it is from", async () => {
  const { code, output } = await run(Deno.execPath(), ["task", "explain", "Xid", "79"]);
  assert.equal(code, 0);
  assert.match(output, /fell off the bus[\s\S]*reboot[\s\S]*plugins\/gpu\/README\.md/);
  const unknown = await run(Deno.execPath(), ["task", "explain", "kv_cache_usage_rati"]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.output, /not_explained.*kv_cache_usage_rati[\s\S]*Did you mean/);
});
