import assert from "node:assert/strict";
import type { TempProject } from "../../../tests/support/temp_project.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { assess, specOfCandidate, withProject } from "../../../tests/support/assessment.ts";

const TARGETS = 'config: { targets: { type: "string[]", description: Servers. } }\n';
const NET = `permissions: { net: ["127.0.0.1:9", "{targets}"] }\n${TARGETS}`;
const WIDER = `permissions: { net: ["127.0.0.1:9", "{targets}"], env: [HOME] }\n${TARGETS}`;
const OPERATORS = 'plugins: { one: { config: { targets: ["10.0.0.5:80"] } } }\n';

/** Admits the plugin, makes its newest digest wait, and judges it under another configuration. */
async function afterWidening(project: TempProject, config: string): Promise<unknown> {
  await project.writePlugin("one", { manifest: NET });
  const last = specOfCandidate(await assess(project, "one", { config: OPERATORS }));
  await project.writePlugin("one", { manifest: WIDER });
  const { candidate } = await assess(project, "one", { config, last });
  assert.ok(candidate.pending);
  return candidate.spec === last;
}

const CASES: Readonly<Record<string, { config: string; lives: boolean }>> = {
  "nothing changed": { config: OPERATORS, lives: true },
  "the operator took a target away": { config: "", lives: false },
  "its address is free no more": {
    config: `policy: { free: { net: [] } }\n${OPERATORS}`,
    lives: false,
  },
  "its address lies above the ceiling": {
    config: `policy: { ceiling: { net: ["10.0.0.5:80"] } }\n${OPERATORS}`,
    lives: false,
  },
};

for (const [title, { config, lives }] of Object.entries(CASES)) {
  Deno.test(`stillAllowed ${lives ? "keeps" : "drops"} the old digest when ${title}`, () =>
    withProject(async (project) => {
      assert.equal(await afterWidening(project, config), lives);
    }));
}

Deno.test("stillAllowed keeps the old digest while the newest is broken", () =>
  withProject(async (project) => {
    await project.writePlugin("one", { manifest: NET });
    const last = specOfCandidate(await assess(project, "one", { config: OPERATORS }));
    await project.writeFile("one", "plugin.yaml", "name: [");
    const { candidate } = await assess(project, "one", { config: OPERATORS, last });
    assert.equal(candidate.rejected?.code, "yaml_invalid");
    assert.equal(candidate.spec, last);
  }));

Deno.test("stillAllowed drops the old digest when its approval was taken back", () =>
  withProject(async (project) => {
    await project.writePlugin("one", { manifest: "permissions: { env: [HOME] }\n" });
    const { candidate: { pending }, decision } = await assess(project, "one");
    assert.ok(pending && decision);
    const entry = {
      digest: pending.digest,
      approvedAt: "2026-01-01T00:00:00Z",
      grant: {
        net: [],
        env: ["HOME"],
        read: [],
        facts: [],
        exec: [],
        docker: [],
        kmsg: [],
        memory: [],
        series: [],
      },
    };
    const lock = { version: 1 as const, plugins: { one: entry } };
    const last: PluginSpec = specOfCandidate(await assess(project, "one", { lock }));
    await project.writePlugin("one", { manifest: "permissions: { env: [HOME, PATH] }\n" });
    assert.equal((await assess(project, "one", { lock, last })).candidate.spec, last);
    assert.equal((await assess(project, "one", { last })).candidate.spec, undefined);
  }));

Deno.test("stillAllowed keeps what the operator named in a field of a target, while it stands there", () =>
  withProject(async (project) => {
    const targets = 'config: { targets: { type: "object[]", description: Servers. } }\n';
    const asked = (more: string) =>
      `permissions: { net: ["{targets.metricsUrl}"], env: ["{targets.keyEnv}"${more}] }\n${targets}`;
    const config = (key: string) =>
      "plugins: { one: { config: { targets: " +
      `[{ metricsUrl: "http://10.0.0.5:8002", keyEnv: ${key} }] } } }\n`;
    await project.writePlugin("one", { manifest: asked("") });
    const last = specOfCandidate(await assess(project, "one", { config: config("A_KEY") }));
    assert.deepEqual(last.grant.env, ["A_KEY"]);
    await project.writePlugin("one", { manifest: asked(", HOME") });
    const kept = await assess(project, "one", { config: config("A_KEY"), last });
    assert.ok(kept.candidate.pending);
    assert.equal(kept.candidate.spec, last);
    const gone = await assess(project, "one", { config: config("B_KEY"), last });
    assert.equal(gone.candidate.spec, undefined);
  }));
