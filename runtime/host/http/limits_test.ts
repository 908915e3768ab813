import assert from "node:assert/strict";
import { refuseRoute, refuseSize, REQUEST_LIMITS } from "./limits.ts";

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
