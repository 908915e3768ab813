import assert from "node:assert/strict";
import type { ServerAuth } from "../../contract/syscall.ts";
import { createAuthenticator } from "./authenticate.ts";

const bearer: ServerAuth = { bearerToken: "s3cret" };
const basic: ServerAuth = { basic: { username: "ann", password: "pa:ss" } };
const header = (text: string) => `Basic ${btoa(text)}`;

Deno.test("createAuthenticator accepts the right secret and nothing else", () => {
  const cases: [auth: ServerAuth, authorization: string | undefined, accepted: boolean][] = [
    [bearer, "Bearer s3cret", true],
    [bearer, "bearer s3cret", true],
    [bearer, "Bearer s3cret2", false],
    [bearer, "Bearer ", false],
    [bearer, "s3cret", false],
    [bearer, undefined, false],
    [bearer, header("ann:pa:ss"), false],
    [basic, header("ann:pa:ss"), true],
    [basic, header("ann:pa"), false],
    [basic, header("ann"), false],
    [basic, "Basic %%%", false],
    [basic, "Bearer pa:ss", false],
    [{ ...bearer, ...basic }, "Bearer s3cret", true],
    [{ ...bearer, ...basic }, header("ann:pa:ss"), true],
    [{}, "Bearer undefined", false],
    [{}, undefined, false],
  ];
  for (const [auth, authorization, accepted] of cases) {
    assert.equal(createAuthenticator(auth).accepts(authorization), accepted, authorization);
  }
});

Deno.test("createAuthenticator names the ways that are set in its challenge", () => {
  assert.equal(createAuthenticator(bearer).challenge, 'Bearer realm="llm-monitor"');
  assert.match(createAuthenticator(basic).challenge, /^Basic realm="llm-monitor"/);
  assert.match(createAuthenticator({ ...bearer, ...basic }).challenge, /^Basic .*, Bearer /);
});
