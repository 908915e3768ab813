/** Item 102 of the list of attacks: what a plugin may take without being asked, and what others pay for it. */
import assert from "node:assert/strict";
import { configSchema } from "../../runtime/contract/config.ts";
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import { createServices } from "../../runtime/kernel/calls/services.ts";
import { makeLayout } from "../../runtime/kernel/config/layout.ts";
import { detectWrappers } from "../../runtime/kernel/process/isolation/detect_wrappers.ts";
import { wrapService } from "../../runtime/kernel/process/isolation/wrappers.ts";
import { NO_FILTERS } from "../support/no_wrappers.ts";
import { eventually } from "../support/eventually.ts";
import { FakeEngine } from "../support/fake_engine.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";

const MIB = 1024 * 1024;

Deno.test("item 102: memory and series beyond what is free wait for approval, and have a total", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig("policy: { total: { memory: 192MiB } }\n");
    await project.writePlugin("good");
    await project.writePlugin("hoards_memory", { manifest: "memory: 1GiB\n" });
    await project.writePlugin("hoards_series", { manifest: "limits: { series: 100000 }\n" });
    await project.writePlugin("too_many", { manifest: "memory: 160MiB\n" });
  }, async (monitor) => {
    await monitor.untilState("good", "idle");
    const { pending: memory } = await monitor.untilState("hoards_memory", "pending");
    assert.match(memory?.message ?? "", /memory 1GiB/);
    const { pending: series } = await monitor.untilState("hoards_series", "pending");
    assert.match(series?.message ?? "", /series 100000/);
    const { detail } = await monitor.untilState("too_many", "rejected");
    assert.match(detail, /policy\.total\.memory/);
  });
});

/** A pattern over all processes, again and again, as often as it is let. */
const READS_ALL = `for (let round = 0; round < 900; round++) {
    await context.facts.readAll("/proc/*/status");
  }
  return new FamilySet().gauge("llm_monitor_reads_all_value_ratio", {}, 0.5).families();`;

Deno.test("item 102: a plugin that reads without end takes its share of the kernel, and is told", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig('policy: { free: { facts: ["/proc/*/status"] } }\n');
    await project.writePlugin("good");
    await project.writePlugin("reads_all", {
      manifest: 'permissions: { facts: ["/proc/*/status"] }\n',
      collect: READS_ALL,
    });
  }, async (monitor) => {
    const line = await monitor.untilLogged(/"code":"kernel_share"/);
    assert.equal(line.plugin, "reads_all");
    const before = await cpuSeconds(monitor.pid);
    const startMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const seconds = (performance.now() - startMs) / 1_000;
    const share = (await cpuSeconds(monitor.pid) - before) / seconds;
    assert.ok(share < 0.45, `the kernel took ${share} of a processor`);
    await eventually("the wait is counted", async () => {
      const waited = 'llm_monitor_plugin_call_wait_seconds_total{plugin="reads_all"}';
      return (await monitor.value(waited) ?? 0) > 1;
    });
    assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
  });
});

Deno.test("item 102: an engine's answer of a million objects costs the service, not the machine", async () => {
  const engine = await FakeEngine.start();
  const env: Record<string, string> = { ...Deno.env.toObject(), DOCKER_HOST: engine.host };
  const { denoPath, denoDir, projectDir } = makeLayout({ pluginsDir: "/x", stateDir: "/x", env });
  const wrappers = await detectWrappers({
    path: env.PATH ?? "",
    guestFiles: [],
    callFilters: NO_FILTERS,
  });
  const services = createServices({
    config: configSchema.parse({}).services,
    denoPath,
    denoDir,
    projectDir,
    env,
    serviceWrapper: wrapService(wrappers),
  });
  try {
    const caller = { name: "docker", grant: { ...EMPTY_GRANT, docker: ["read"] } };
    const ask = () => services.call(caller, { service: "docker", method: "containers", args: [] });
    await ask();
    engine.fault = { words: "/containers/json", kind: "objects" };
    let highest = 0;
    let isDone = false;
    const [{ pid = 0 } = {}] = services.processes();
    const watching = (async () => {
      while (!isDone) {
        highest = Math.max(highest, peakBytes(pid));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    await Promise.allSettled(Array.from({ length: 8 }, ask));
    isDone = true;
    await watching;
    assert.ok(highest > 50 * MIB, `${highest} bytes were seen`);
    assert.ok(highest < 700 * MIB, `it took ${highest / MIB} MiB`);
    engine.fault = undefined;
    // A process that is at its end may take one more question along.
    const containers = await eventually("another process answers", () => ask());
    assert.equal((containers as unknown[]).length, 3);
  } finally {
    services.close();
    await engine.stop();
  }
});

Deno.test("item 102: plugins that hang at their start do not keep a good one waiting", async () => {
  const project = await TempProject.create();
  const names = Array.from({ length: 35 }, (_, index) => `hangs_${index}`);
  for (const name of names) {
    await project.writePlugin(name, {
      top: "await new Promise((resolve) => setTimeout(resolve, 1e6));",
    });
  }
  await project.writePlugin("zz_good");
  const startMs = performance.now();
  const monitor = await Monitor.start(project);
  try {
    const gives = 'llm_monitor_plugin_up{plugin="zz_good"}';
    await eventually("it gives data", async () => await monitor.value(gives) === 1, 60_000);
    const seconds = (performance.now() - startMs) / 1_000;
    assert.ok(seconds < 25, `it took ${seconds} s`);
  } finally {
    await monitor.stop();
    await project.remove();
  }
});

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most that a process had resident so far; 0 when it is gone. */
function peakBytes(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
