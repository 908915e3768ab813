import assert from "node:assert/strict";
import { InventoryStore } from "./inventory_store.ts";
import { createListApp } from "./list_app.ts";
import type { ListOptions } from "./list_app.ts";
import { makeInventory } from "./testing_inventory.ts";

const GOOD = "groups:\n  a1: { hosts: [x], tokenFile: /run/secret }\nhosts: [y]\n";

/** An app over an inventory that can be changed; `ask` returns status and text. */
async function openApp(options: Partial<ListOptions> = {}) {
  let text = GOOD;
  const store = await InventoryStore.open({
    read: () => makeInventory(text),
    mark: () => Promise.resolve(text),
  }, () => 1_000_000);
  const app = createListApp(store, { hostname: "127.0.0.1", ...options });
  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const request = new Request(`http://127.0.0.1:8098${path}`, { headers, method });
    const response = await app.fetch(request);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const change = async (to: string) => {
    text = to;
    await store.look();
    await store.look();
  };
  return { ask, change };
}

Deno.test("the list is JSON as Prometheus wants it, whole or of one group", async () => {
  const { ask } = await openApp();
  const all = await ask("/targets");
  assert.equal(all.headers.get("content-type"), "application/json; charset=utf-8");
  assert.deepEqual(JSON.parse(all.text), [
    { targets: ["x:8090"], labels: { __meta_llm_monitor_group: "a1" } },
    { targets: ["y:8090"], labels: {} },
  ]);
  assert.equal(JSON.parse((await ask("/targets?group=a1")).text).length, 1);
  // An error, not an empty list: Prometheus keeps the targets that it has.
  const none = await ask("/targets?group=nobody");
  assert.deepEqual([none.status, none.text], [404, "Cannot list this group: there are a1\n"]);
});

Deno.test("a broken inventory is told by /ready and a metric, and the old list is served", async () => {
  const { ask, change } = await openApp();
  const before = await ask("/targets");
  assert.deepEqual(JSON.parse((await ask("/ready")).text).reasons, []);
  await change("hosts: [a, a]\n");
  assert.equal((await ask("/targets")).text, before.text);
  const ready = await ask("/ready");
  assert.equal(ready.status, 200);
  const { hosts, reasons } = JSON.parse(ready.text);
  assert.equal(hosts, 2);
  assert.match(
    reasons.join(),
    /^The list as of 1970-01-01T00:16:40\.000Z is served\. fleet\.yaml:1/,
  );
  const broken = (await ask("/metrics")).text;
  assert.match(broken, /^llm_monitor_fleet_inventory_valid 0$/m);
  assert.match(broken, /^llm_monitor_fleet_inventory_failures_total 1$/m);
  assert.match(broken, /^llm_monitor_fleet_requests_total\{code="200"\} \d+$/m);
  await change("hosts: [z]\n");
  assert.deepEqual(JSON.parse((await ask("/targets")).text), [{ targets: ["z:8090"], labels: {} }]);
  const good = (await ask("/metrics")).text;
  assert.match(good, /^llm_monitor_fleet_inventory_valid 1$/m);
  assert.match(good, /^llm_monitor_fleet_hosts 1$/m);
});

Deno.test("with a token only those who send it read the list; health is open", async () => {
  const { ask } = await openApp({ token: "t0ken" });
  for (const path of ["/targets", "/metrics", "/nothing"]) {
    const refused = await ask(path);
    assert.equal(refused.status, 401, path);
    assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.equal((await ask(path, { authorization: "Bearer wrong" })).status, 401);
  }
  assert.equal((await ask("/targets", { authorization: "Bearer t0ken" })).status, 200);
  for (const path of ["/health", "/ready"]) assert.equal((await ask(path)).status, 200);
});

Deno.test("other paths, methods and made-up hosts get a sentence", async () => {
  const { ask } = await openApp();
  const nothing = await ask("/sd");
  assert.equal(nothing.status, 404);
  assert.match(nothing.text, /\/targets/);
  assert.equal((await ask("/targets", {}, "POST")).status, 405);
  assert.equal((await ask("/targets", { host: "evil.example" })).status, 421);
});
