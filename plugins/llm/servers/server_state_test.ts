import assert from "node:assert/strict";
import { readState } from "./server_state.ts";
import type { ServerState } from "./server_state.ts";

Deno.test("stateOf tells a server that gets ready or sleeps from one that is down", () => {
  const cases: [ServerState, number, string][] = [
    ["up", 200, ""],
    ["refused", 401, ""],
    ["refused", 403, ""],
    ["loading", 503, '{"error":{"code":503,"message":"Loading model"}}'],
    ["loading", 503, '{"status":"initializing"}'],
    ["sleeping", 503, '{"status": "sleeping"}'],
    ["down", 503, ""],
    ["down", 503, '{"error":"unhealthy"}'],
    ["down", 500, "Loading model"],
    ["down", 404, ""],
  ];
  for (const [state, status, text] of cases) {
    assert.equal(readState({ status, text, headers: new Headers() }), state, `${status} ${text}`);
  }
  assert.equal(readState(undefined), "down");
});
