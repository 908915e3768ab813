import assert from "node:assert/strict";
import { createApp } from "./app.ts";
import { SECURITY_HEADERS } from "./security_headers.ts";
import { fakePorts } from "./testing_ports.ts";

const URL_BASE = "http://127.0.0.1:8090";

Deno.test("createApp answers each route with its status and content type", async () => {
  const app = createApp(fakePorts());
  const cases: [path: string, contentType: string][] = [
    ["/", "text/html; charset=utf-8"],
    ["/metrics", "text/plain; version=0.0.4; charset=utf-8"],
    ["/health", "application/json; charset=utf-8"],
    ["/ready", "application/json; charset=utf-8"],
    ["/api/v1/plugins", "application/json; charset=utf-8"],
    ["/api/v1/status", "application/json; charset=utf-8"],
  ];
  for (const [path, contentType] of cases) {
    for (const method of ["GET", "HEAD"]) {
      const response = await app.request(`${URL_BASE}${path}`, { method });
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("content-type"), contentType);
      const body = await response.text();
      const length = Number(response.headers.get("content-length"));
      const bytes = new TextEncoder().encode(body).length;
      assert.ok(method === "HEAD" ? body === "" && length > 0 : bytes === length, path);
    }
  }
});

Deno.test("createApp puts the security headers on every answer, refusals too", async () => {
  const app = createApp(fakePorts({ auth: { bearerToken: "x" } }));
  const { "content-security-policy": policy, ...rest } = SECURITY_HEADERS;
  for (const path of ["/", "/metrics", "/health", "/nothing"]) {
    const { headers } = await app.request(`${URL_BASE}${path}`);
    for (const [name, value] of Object.entries(rest)) assert.equal(headers.get(name), value);
    assert.equal(headers.get("content-security-policy"), policy);
  }
});

Deno.test("createApp serves metrics as the client prefers", async () => {
  const app = createApp(fakePorts());
  const response = await app.request(`${URL_BASE}/metrics`, {
    headers: { accept: "application/openmetrics-text", "accept-encoding": "gzip" },
  });
  assert.equal(await response.text(), "openmetrics gzip\n");
  assert.equal(response.headers.get("content-encoding"), "gzip");
  assert.equal(response.headers.get("vary"), "Accept, Accept-Encoding");
  assert.equal(
    response.headers.get("content-type"),
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
  );
  const plain = await app.request(`${URL_BASE}/metrics`);
  assert.equal(plain.headers.has("content-encoding"), false);
});

Deno.test("createApp says 503 with the reasons until it is ready", async () => {
  const app = createApp(fakePorts({ ready: () => ({ ready: false, reasons: ["alpha starts"] }) }));
  const response = await app.request(`${URL_BASE}/ready`);
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), { status: "not_ready", reasons: ["alpha starts"] });
  const health = await app.request(`${URL_BASE}/health`);
  assert.deepEqual(await health.json(), { status: "ok" });
});

Deno.test("createApp refuses what is not served, and says what is", async () => {
  const app = createApp(fakePorts());
  const missing = await app.request(`${URL_BASE}/nothing`, { method: "POST" });
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /\/metrics/);
  const wrongMethod = await app.request(`${URL_BASE}/metrics`, { method: "POST" });
  assert.equal(wrongMethod.status, 405);
  assert.equal(wrongMethod.headers.get("allow"), "GET, HEAD");
});

Deno.test("createApp asks for credentials everywhere but at the probes", async () => {
  const app = createApp(fakePorts({ auth: { bearerToken: "right" } }));
  const ask = (path: string, token: string) =>
    app.request(`${URL_BASE}${path}`, { headers: { authorization: `Bearer ${token}` } });
  for (const path of ["/", "/metrics", "/api/v1/plugins", "/api/v1/events", "/nothing"]) {
    const response = await ask(path, "wrong");
    assert.equal(response.status, 401, path);
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer/);
  }
  assert.equal((await ask("/metrics", "right")).status, 200);
  for (const path of ["/health", "/ready"]) assert.equal((await ask(path, "wrong")).status, 200);
});

Deno.test("createApp reports each request with its route, refused or not", async () => {
  const ports = fakePorts();
  let nowMs = 0;
  const app = createApp(ports, { nowMs: () => nowMs += 5 });
  await app.request(`${URL_BASE}/metrics?x=1`);
  await app.request(`${URL_BASE}/nothing`, { method: "PURGE" });
  assert.deepEqual(ports.observed, [
    { route: "/metrics", method: "GET", status: 200, seconds: 0.005 },
    { route: "other", method: "PURGE", status: 404, seconds: 0.005 },
  ]);
});

Deno.test("createApp tells what a port threw to the log alone", async () => {
  const failure = new Error("inner detail");
  const failures: unknown[] = [];
  const ports = fakePorts({
    metrics: () => {
      throw failure;
    },
  });
  const app = createApp(ports, { onFailure: (error, route) => failures.push(error, route) });
  const response = await app.request(`${URL_BASE}/metrics`);
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /inner detail/);
  assert.deepEqual(failures, [failure, "/metrics"]);
  assert.equal(ports.observed[0]?.status, 500);
});

Deno.test("createApp lets the page run what carries the nonce of the answer, and nothing else", async () => {
  const app = createApp(fakePorts());
  const nonces = await Promise.all([1, 2].map(async () => {
    const response = await app.request(URL_BASE);
    const policy = response.headers.get("content-security-policy") ?? "";
    const [, nonce = ""] = /script-src 'nonce-([\w-]{22})'/.exec(policy) ?? [];
    assert.match(policy, new RegExp(`^default-src 'none'; .*style-src 'nonce-${nonce}'`));
    assert.doesNotMatch(policy, /unsafe|https?:/);
    assert.equal((await response.text()).split(`nonce="${nonce}"`).length, 3);
    return nonce;
  }));
  assert.notEqual(nonces[0], nonces[1]);
});

Deno.test("createApp shows a plugin and a choice of the log, and says when there is no such plugin", async () => {
  const app = createApp(fakePorts());
  const plugin = await app.request(`${URL_BASE}/?plugin=alpha`);
  assert.match(await plugin.text(), /<h1>Plugin alpha<\/h1>/);
  assert.equal((await app.request(`${URL_BASE}/?plugin=nobody`)).status, 404);
  const errors = await (await app.request(`${URL_BASE}/?level=error`)).text();
  assert.match(errors, /<option value="error"\s+selected/);
  assert.doesNotMatch(errors, /Listening/);
});

Deno.test("createApp tells of changes until it closes", async () => {
  const closing = new AbortController();
  const app = createApp(fakePorts(), { closing: closing.signal });
  const response = await app.request(`${URL_BASE}/api/v1/events?page=1`);
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  closing.abort();
  assert.match(await response.text(), /: welcome/);
  assert.equal((await app.request(`${URL_BASE}/api/v1/events`)).status, 503);
});
