import assert from "node:assert/strict";
import { DATA_VOLUMES } from "./data_volumes.ts";
import { volumeFindings } from "./volume_findings.ts";
import type { Ownership } from "./volume_findings.ts";

const ROOTS: Ownership = { uid: 0, gid: 0, mode: 0o40755 };

function told(
  found: Readonly<Record<string, Ownership>>,
  env: Readonly<Record<string, string>> = {},
): string[] {
  const read = (path: string) => found[path];
  return volumeFindings({ volumes: DATA_VOLUMES, env, read })
    .map(({ what, fix }) => `${what}. ${fix}`);
}

Deno.test("volumeFindings has nothing against what each service may write, nor what cannot be seen", () => {
  assert.deepEqual(told({}), []);
  const owned = DATA_VOLUMES.map(({ name, uid, gid }) => [
    `/volumes/${name}`,
    { uid, gid, mode: 0o40755 },
  ]);
  assert.deepEqual(told(Object.fromEntries(owned)), []);
  const group = { uid: 0, gid: 65_534, mode: 0o40775 };
  assert.deepEqual(told({ "/volumes/prometheus-data": group }), []);
  // As VictoriaMetrics' image has it.
  const sticky = { uid: 0, gid: 0, mode: 0o41777 };
  assert.deepEqual(told({ "/volumes/victoria-data": sticky }), []);
});

Deno.test("volumeFindings names a volume of another user, and the command that gives it away", () => {
  assert.deepEqual(told({ "/volumes/loki-data": ROOTS }, { COMPOSE_PROJECT_NAME: "lab" }), [
    "The volume loki-data belongs to user 0 (mode 755), but loki runs as 10001 and cannot write " +
    "there. docker run --rm -v lab_loki-data:/data busybox chown -R 10001:10001 /data",
  ]);
  // Group 0 has no more than the others: Grafana's is 0.
  assert.equal(told({ "/volumes/grafana-data": ROOTS }).length, 1);
  // Its own, but not to write.
  const closed = { uid: 473, gid: 473, mode: 0o40577 };
  assert.equal(told({ "/volumes/alloy-data": closed }).length, 1);
});

Deno.test("volumeFindings names a folder of the operator, and what a volume holds", () => {
  assert.deepEqual(told({ "/volumes/prometheus-data": ROOTS }, { PROMETHEUS_DATA: "/srv/m" }), [
    "The folder /srv/m belongs to user 0 (mode 755), but prometheus runs as 65534 and cannot " +
    "write there. sudo chown -R 65534:65534 /srv/m (PROMETHEUS_DATA, relative to compose/)",
  ]);
  const found = {
    "/volumes/victoria-data": { uid: 0, gid: 0, mode: 0o41777 },
    "/volumes/victoria-data/victoria": ROOTS,
  };
  const [line = "", ...rest] = told(found, { COMPOSE_PROJECT_NAME: "llm-monitor" });
  assert.deepEqual(rest, []);
  assert.match(line, /^victoria in the volume victoria-data belongs to user 0 \(mode 755\)/);
  assert.match(line, /chown -R 65534:65534 \/data$/);
});
