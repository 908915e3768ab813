import assert from "node:assert/strict";
import { DEFAULTS } from "./stack_facts.ts";
import type { StackFacts } from "./stack_facts.ts";
import { stackFindings } from "./stack_findings.ts";

const GOOD: StackFacts = {
  env: { ...DEFAULTS, DOCKER_GID: "999" },
  secrets: {
    "grafana-admin-password": "long-enough-for-all",
    "alertmanager-url": "",
    "smtp-password": "",
  },
  hasEnvFile: true,
  engine: "28.2.2",
  compose: "Docker Compose version v2.40.0",
  socketGroup: 999,
  ports: [{ variable: "GRAFANA_PORT", value: "23000", takenBy: undefined }],
  folders: [],
  gpu: undefined,
};
const told = (facts: Partial<StackFacts>) =>
  stackFindings({ ...GOOD, ...facts }).map(({ what, fix }) => `${what}. ${fix}`).join("\n");

Deno.test("stackFindings has nothing against a machine that has all", () => {
  assert.equal(told({}), "");
});

const CASES: Readonly<Record<string, [Partial<StackFacts>, RegExp]>> = {
  "an engine that does not answer": [
    { engine: undefined },
    /Docker does not answer\. Start it .*DOCKER_HOST/,
  ],
  "no Compose": [{ compose: undefined }, /There is no Compose\. Install/],
  "no settings": [{ hasEnvFile: false }, /compose\/\.env is missing\. Run deno task stack init/],
  "no group": [
    { env: DEFAULTS },
    /DOCKER_GID is not set\. Set DOCKER_GID=999 in compose\/\.env/,
  ],
  "another group": [
    { env: { ...DEFAULTS, DOCKER_GID: "1" } },
    /DOCKER_GID is 1, but \/var\/run\/docker\.sock belongs to group 999/,
  ],
  "no socket": [{ socketGroup: undefined }, /There is no socket at \/var\/run\/docker\.sock/],
  "a taken port": [
    { ports: [{ variable: "LOKI_PORT", value: "23002", takenBy: "the container shop" }] },
    /Port 23002 is in use by the container shop\. Stop it, or set LOKI_PORT/,
  ],
  "a port that is none": [
    { ports: [{ variable: "LOKI_PORT", value: "loki", takenBy: undefined }] },
    /LOKI_PORT is "loki"\. Give a port from 1 to 65535/,
  ],
  "a folder of somebody else": [
    { folders: [{ variable: "LOKI_DATA", path: "/d", uid: 10_001, owner: 0, isOpen: false }] },
    /LOKI_DATA is \/d, which belongs to user 0.*sudo chown 10001 \/d/,
  ],
  "a folder that is not there": [
    {
      folders: [{
        variable: "LOKI_DATA",
        path: "/d",
        uid: 10_001,
        owner: undefined,
        isOpen: false,
      }],
    },
    /which does not exist\. sudo mkdir -p \/d && sudo chown 10001 \/d/,
  ],
  "no toolkit": [{ gpu: { kind: "gpu", isReady: false } }, /Install the NVIDIA Container Toolkit/],
  "no specification": [{ gpu: { kind: "cdi", isReady: false } }, /nvidia-ctk cdi generate/],
  "a wrong setting": [
    { env: { ...GOOD.env, LOG_RETENTION: "ever" } },
    /LOG_RETENTION is "ever"/,
  ],
};

for (const [what, [facts, expected]] of Object.entries(CASES)) {
  Deno.test(`stackFindings says what to do about ${what}, and nothing else`, () => {
    const text = told(facts);
    assert.match(text, expected);
    assert.equal(text.split("\n").length, 1, text);
  });
}

Deno.test("stackFindings has nothing against what is ready", () => {
  const owned = { variable: "LOKI_DATA", path: "/d", uid: 10_001, owner: 10_001, isOpen: false };
  const open = { ...owned, owner: 0, isOpen: true };
  assert.equal(told({ gpu: { kind: "gpu", isReady: true }, folders: [owned, open] }), "");
});
