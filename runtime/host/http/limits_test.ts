import assert from "node:assert/strict";
import { createHostCheck, isLoopback, refuseRoute, refuseSize, REQUEST_LIMITS } from "./limits.ts";

const request = (headers: Record<string, string>, path = "/metrics") =>
  new Request(`http://127.0.0.1:8090${path}`, { headers });

Deno.test("refuseSize refuses each thing that is too large by its own status", () => {
  const { urlBytes, headerBytes, bodyBytes } = REQUEST_LIMITS;
  const cases: [request: Request, status: number | undefined][] = [
    [request({}), undefined],
    [request({}, `/${"a".repeat(urlBytes)}`), 414],
    [request({ "x-long": "a".repeat(headerBytes) }), 431],
    [request({ "x-long": "a".repeat(headerBytes / 2) }), undefined],
    [request({ "content-length": "0" }), undefined],
    [request({ "content-length": String(bodyBytes) }), undefined],
    [request({ "content-length": String(bodyBytes + 1) }), 413],
    [request({ "content-length": "12abc" }), 413],
    [request({ "transfer-encoding": "chunked" }), 413],
  ];
  for (const [asked, status] of cases) assert.equal(refuseSize(asked)?.status, status);
});

Deno.test("refuseRoute serves GET and HEAD of the routes alone", () => {
  const cases: [path: string, method: string, status: number | undefined][] = [
    ["/", "GET", undefined],
    ["/metrics", "HEAD", undefined],
    ["/metrics", "POST", 405],
    ["/metrics/", "GET", 404],
    ["/constructor", "GET", 404],
    ["toString", "GET", 404],
  ];
  for (const [path, method, status] of cases) {
    assert.equal(refuseRoute(path, method)?.status, status, path);
  }
});

Deno.test("createHostCheck on loopback lets through the names of this machine alone", () => {
  const cases: [host: string, status: number | undefined][] = [
    ["127.0.0.1:8090", undefined],
    ["localhost", undefined],
    ["LocalHost:1", undefined],
    ["[::1]:8090", undefined],
    ["127.0.0.5:8090", undefined],
    ["127.0.0.6:8090", 421],
    ["evil.example:8090", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["", 421],
  ];
  const check = createHostCheck("127.0.0.5");
  for (const [host, status] of cases) assert.equal(check(request({ host }))?.status, status, host);
});

Deno.test("createHostCheck on a wider address lets every name through", () => {
  for (const hostname of ["0.0.0.0", "::", "192.0.2.7", "gpu-box"]) {
    const refusal = createHostCheck(hostname)(request({ host: "gpu-box.example:8090" }));
    assert.equal(refusal, undefined, hostname);
  }
});

Deno.test("isLoopback knows the addresses that only this machine reaches", () => {
  for (const hostname of ["localhost", "127.0.0.1", "127.255.0.9", "::1"]) {
    assert.ok(isLoopback(hostname), hostname);
  }
  for (const hostname of ["0.0.0.0", "::", "127.evil.example", "10.0.0.1"]) {
    assert.ok(!isLoopback(hostname), hostname);
  }
});
