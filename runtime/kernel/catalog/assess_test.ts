import assert from "node:assert/strict";
import {
  assess,
  makeContext,
  specOfCandidate,
  withProject,
} from "../../../tests/support/assessment.ts";
import { assessPlugin } from "./assess.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { LockEntry } from "../../contract/lock.ts";

const FACTS = 'permissions: { facts: ["/proc/loadavg"] }\n';

Deno.test("assessPlugin lets run what asks for nothing", () =>
  withProject(async (project) => {
    await project.writePlugin("good");
    const { candidate, issues } = await assess(project, "good");
    assert.deepEqual(issues, []);
    assert.equal(candidate.spec?.approval, "free");
    assert.equal(candidate.spec?.intervalMs, 5_000);
    assert.deepEqual(candidate.spec?.command, ["deno", "good"]);
    assert.equal(candidate.pending, undefined);
  }));

Deno.test("assessPlugin stages nothing of a disabled plugin", () =>
  withProject(async (project) => {
    await project.writePlugin("good");
    const { candidate } = await assess(project, "good", {
      config: "plugins: { good: { enabled: false } }\n",
    });
    assert.deepEqual(candidate, { name: "good", disabled: true });
    await assert.rejects(Deno.lstat(`${project.dir}/staged/good`), Deno.errors.NotFound);
  }));

Deno.test("assessPlugin keeps the interval at or above the minimum and the timeout below it", () =>
  withProject(async (project) => {
    await project.writePlugin("good");
    const cases: [string, number, number][] = [
      ["", 5_000, 2_000],
      ["plugins: { good: { interval: 1s, timeout: 9s } }\n", 5_000, 5_000],
      ["plugins: { good: { interval: 30s, timeout: 9s } }\n", 30_000, 9_000],
      ["supervisor: { minInterval: 1s }\nplugins: { good: { interval: 1s } }\n", 1_000, 1_000],
    ];
    for (const [config, intervalMs, timeoutMs] of cases) {
      const spec = specOfCandidate(await assess(project, "good", { config }));
      assert.deepEqual([spec.intervalMs, spec.timeoutMs], [intervalMs, timeoutMs], config);
    }
  }));

Deno.test("assessPlugin holds what asks for more until it is approved", () =>
  withProject(async (project) => {
    await project.writePlugin("nosy", { manifest: FACTS });
    const { candidate, decision } = await assess(project, "nosy");
    assert.equal(candidate.spec, undefined);
    assert.match(candidate.pending?.message ?? "", /facts \/proc\/loadavg.*plugin approve nosy/);
    assert.match(candidate.pending?.message ?? "", /approve nosy$/);
    assert.match(candidate.pending?.digest ?? "", /^[0-9a-f]{64}$/);
    const context = await makeContext(project);
    const elsewhere = { ...context.configSource, file: "/etc/llm monitor.yaml" };
    const folder = { name: "nosy", dir: `${project.pluginsDir}/nosy` };
    const other = await assessPlugin(folder, { ...context, configSource: elsewhere });
    const { message = "" } = other.candidate.pending ?? {};
    assert.match(message, /approve nosy --config '\/etc\/llm monitor\.yaml'$/);
    const digest = candidate.pending?.digest ?? "";
    const grant = {
      net: [],
      env: [],
      read: [],
      exec: [],
      facts: ["/proc/loadavg"],
      docker: [],
      kmsg: [],
      memory: [],
      series: [],
    };
    assert.deepEqual(decision?.grant, grant);
    const lock = {
      version: 1 as const,
      plugins: { nosy: { digest, grant, approvedAt: "2026-01-01T00:00:00Z" } },
    };
    const spec = specOfCandidate(await assess(project, "nosy", { lock }));
    assert.equal(spec.approval, "approved");
    await project.writePlugin("nosy", { manifest: FACTS, version: "1.0.1" });
    const changed = specOfCandidate(await assess(project, "nosy", { lock }));
    assert.equal(changed.approval, "changed_since_approval");
    assert.notEqual(changed.digest, digest);
    const pinned = await assess(project, "nosy", { lock, config: "policy: { pin: digest }\n" });
    assert.equal(pinned.candidate.spec, undefined);
    assert.ok(pinned.candidate.pending);
  }));

Deno.test("assessPlugin changes the revision with what the process is started with", () =>
  withProject(async (project) => {
    const manifest = "config: { size: { type: number, description: A size., default: 1 } }\n";
    await project.writePlugin("good", { manifest });
    const revisions = new Set<string>();
    for (
      const config of [
        "",
        "plugins: { good: { interval: 30s } }\n",
        "plugins: { good: { timeout: 1s } }\n",
        "plugins: { good: { config: { size: 2 } } }\n",
      ]
    ) revisions.add(specOfCandidate(await assess(project, "good", { config })).revision);
    assert.equal(revisions.size, 4);
    assert.ok(revisions.has(specOfCandidate(await assess(project, "good")).revision));
  }));

Deno.test("assessPlugin says where a permission that is never granted stands", () =>
  withProject(async (project) => {
    await project.writePlugin("bad", { manifest: 'permissions:\n  net: ["*"]\n' });
    const { candidate, issues: [issue] } = await assess(project, "bad");
    assert.equal(candidate.rejected?.code, "manifest_invalid");
    assert.equal(issue?.path, "permissions.net[0]");
    assert.equal(typeof issue?.line, "number");
    assert.equal(issue?.file, `${project.pluginsDir}/bad/plugin.yaml`);
  }));

Deno.test("assessPlugin blames config.yaml for what stands there", () =>
  withProject(async (project) => {
    const manifest = 'permissions: { net: ["{targets}"] }\n' +
      'config: { targets: { type: "string[]", description: Servers. } }\n';
    await project.writePlugin("net", { manifest });
    const cases = [
      ["{ targets: [no-port] }", "plugins.net.config.targets[0]"],
      ["{ target: [] }", "plugins.net.config.target"],
      ["{ targets: 5 }", "plugins.net.config.targets"],
    ];
    for (const [config, path] of cases) {
      const { candidate, issues } = await assess(project, "net", {
        config: `plugins: { net: { config: ${config} } }\n`,
      });
      assert.equal(candidate.rejected?.code, "plugin_config_invalid", config);
      assert.deepEqual(issues.map((issue) => issue.path), [path]);
    }
  }));

Deno.test("assessPlugin grants net targets of the operator without approval", () =>
  withProject(async (project) => {
    const manifest = 'permissions: { net: ["{targets}"] }\n' +
      'config: { targets: { type: "string[]", description: Servers., ' +
      'default: ["10.0.0.6:80"] } }\n';
    await project.writePlugin("net", { manifest });
    const byDefault = await assess(project, "net");
    assert.match(byDefault.candidate.pending?.message ?? "", /net 10\.0\.0\.6:80/);
    const config = 'plugins: { net: { config: { targets: ["10.0.0.5:80"] } } }\n';
    const spec = specOfCandidate(await assess(project, "net", { config }));
    assert.deepEqual(spec.grant.net, ["10.0.0.5:80"]);
    assert.equal(spec.approval, "free");
  }));

Deno.test("assessPlugin takes folders with names of objects for what they are", () =>
  withProject(async (project) => {
    await project.writePlugin("constructor");
    assert.equal(specOfCandidate(await assess(project, "constructor")).approval, "free");
  }));

Deno.test("assessPlugin gives the addresses of labelled containers, without approval", () =>
  withProject(async (project) => {
    const manifest = 'permissions: { net: ["{servers}"] }\n' +
      "config: { servers: { type: containers, description: Servers., " +
      "labels: { name: llm-monitor.target, port: llm-monitor.port } } }\n";
    await project.writePlugin("one", { manifest });
    const containers = [{ name: "chat", url: "http://172.18.0.3:8000" }];
    const { config, grant } = specOfCandidate(await assess(project, "one", { containers }));
    assert.deepEqual(config, { servers: containers });
    assert.deepEqual(grant.net, ["172.18.0.3:8000"]);
    const off = "plugins: { one: { config: { servers: false } } }\n";
    const without = specOfCandidate(await assess(project, "one", { containers, config: off }));
    assert.deepEqual([without.config, without.grant.net], [{ servers: [] }, []]);
    const wrong = await assess(project, "one", {
      config: 'plugins: { one: { config: { servers: ["http://10.0.0.1:1"] } } }\n',
    });
    assert.equal(wrong.candidate.rejected?.code, "plugin_config_invalid");
  }));

Deno.test("assessPlugin holds what asks for more memory or series than is free, with the ceiling as most", () =>
  withProject(async (project) => {
    await project.writePlugin("greedy", { manifest: "memory: 1GiB\nlimits: { series: 90000 }\n" });
    const held = await assess(project, "greedy");
    assert.deepEqual(held.decision?.needsApproval, ["memory 1GiB", "series 90000"]);
    assert.equal(held.candidate.spec, undefined);
    const grant = { ...EMPTY_GRANT, memory: ["1GiB"], series: ["90000"] } as LockEntry["grant"];
    const digest = held.candidate.pending?.digest ?? "";
    const lock = {
      version: 1 as const,
      plugins: { greedy: { digest, grant, approvedAt: "2026-01-01T00:00:00Z" } },
    };
    const spec = specOfCandidate(await assess(project, "greedy", { lock }));
    assert.deepEqual([spec.memoryBytes, spec.seriesLimit], [1024 ** 3, 90_000]);
    // A smaller wish is covered, a larger one is asked for again.
    await project.writePlugin("greedy", { manifest: "memory: 512MiB\n" });
    assert.ok((await assess(project, "greedy", { lock })).candidate.spec);
    await project.writePlugin("greedy", { manifest: "memory: 2GiB\n" });
    assert.ok((await assess(project, "greedy", { lock })).candidate.pending);
    const config = "policy: { ceiling: { memory: 128MiB, series: 1000 } }\n";
    const capped = specOfCandidate(await assess(project, "greedy", { config }));
    assert.deepEqual([capped.memoryBytes, capped.seriesLimit], [128 * 1024 ** 2, 1_000]);
    assert.deepEqual(capped.denied, [
      'memory "2GiB" is outside policy.ceiling.memory of config.yaml; ' +
      "raise it to 2GiB to allow it",
    ]);
    // What ran before is not kept alive by a policy that allows it no longer.
    const last = { ...spec, name: "greedy" };
    const lowered = await assess(project, "greedy", { last });
    assert.equal(lowered.candidate.spec, undefined);
  }));
