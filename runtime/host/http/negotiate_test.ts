import assert from "node:assert/strict";
import fc from "fast-check";
import { negotiateEncoding, negotiateFormat } from "./negotiate.ts";

const PROMETHEUS_2 = "application/openmetrics-text;version=1.0.0;q=0.5," +
  "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
const PROMETHEUS_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
  "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;" +
  "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
const PROMETHEUS_TEXT_FIRST = "text/plain;version=0.0.4;q=0.6," +
  "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.2";

Deno.test("negotiateFormat follows the qualities of Accept", () => {
  const cases: [accept: string | undefined, format: string][] = [
    [undefined, "text"],
    ["", "text"],
    ["*/*", "text"],
    ["application/*", "text"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text"],
    [PROMETHEUS_2, "openmetrics"],
    [PROMETHEUS_3, "openmetrics"],
    [PROMETHEUS_TEXT_FIRST, "text"],
    ["application/openmetrics-text", "openmetrics"],
    ['Application/OpenMetrics-Text; version="1.0.0"', "openmetrics"],
    ["application/openmetrics-text, */*", "openmetrics"],
    ["application/openmetrics-text;version=0.0.1", "text"],
    ["application/openmetrics-text;q=0, text/plain;q=0.1", "text"],
    ["application/openmetrics-text;q=0", "text"],
    ["application/openmetrics-text;q=many", "text"],
    ["application/openmetrics-text;q=0.3, text/*;q=0.5", "text"],
    ["image/png", "text"],
  ];
  for (const [accept, format] of cases) assert.equal(negotiateFormat(accept), format, accept);
});

Deno.test("negotiateEncoding takes gzip only from who accepts it", () => {
  const cases: [acceptEncoding: string | undefined, encoding: string][] = [
    [undefined, "identity"],
    ["", "identity"],
    ["gzip", "gzip"],
    ["GZIP, deflate, br", "gzip"],
    ["x-gzip", "gzip"],
    ["br", "identity"],
    ["*", "gzip"],
    ["*;q=0", "identity"],
    ["gzip;q=0", "identity"],
    ["gzip; q=0.000, *", "identity"],
    ["gzip;q=0.5, identity;q=0.9", "identity"],
    ["identity, gzip", "gzip"],
  ];
  for (const [header, encoding] of cases) {
    assert.equal(negotiateEncoding(header), encoding, header);
  }
});

Deno.test("negotiateFormat and negotiateEncoding answer whatever they are sent", () => {
  fc.assert(fc.property(fc.string(), (header) => {
    assert.ok(["text", "openmetrics"].includes(negotiateFormat(header)));
    assert.ok(["identity", "gzip"].includes(negotiateEncoding(header)));
  }));
});
