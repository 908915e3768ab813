/** Many plugins, many edits, many and slow clients. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { needs, run } from "../support/tools.ts";

Deno.test("two hundred plugins run beside each other and end together", async () => {
  const project = await TempProject.create();
  // A long interval: each is started when it is due, and costs nothing between.
  const names = Array.from({ length: 200 }, (_, index) => `many_${index}`);
  const settings = names.map((name) => `  ${name}: { interval: 5m, timeout: 60s }\n`).join("");
  await project.writeConfig(`supervisor: { startTimeout: 60s }\nplugins:\n${settings}`);
  for (const name of names) await project.writePlugin(name);
  const monitor = await Monitor.start(project);
  await eventually("all have collected", async () => {
    const text = await monitor.metrics();
    return text.match(/^llm_monitor_many_\d+_value_ratio 0\.5$/gm)?.length === 200;
  }, 120_000);
  assert.equal((await monitor.get("/ready")).status, 200);
  const children = await descendantsOf(monitor.pid);
  assert.equal((await monitor.stop()).code, 0);
  assert.deepEqual(await survivors(children), []);
  await project.remove();
});

Deno.test("a plugin that is edited a hundred times ends up as it was written last", async () => {
  const gauge = (value: number) => ({
    collect:
      `return new FamilySet().gauge("llm_monitor_demo_value_ratio", {}, ${value}).families();`,
  });
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(0)),
    async (monitor, project) => {
      await monitor.untilReady();
      for (let edit = 1; edit <= 100; edit++) {
        await project.writePlugin("demo", gauge(edit));
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      await eventually(
        "the last edit runs",
        async () => await monitor.value("llm_monitor_demo_value_ratio") === 100,
        30_000,
      );
      const guests = (await descendantsOf(monitor.pid)).filter(({ command }) =>
        // bwrap stays in front of each, and has its words.
        command.includes("/staged/demo/") && !/^\S*bwrap /.test(command)
      );
      assert.equal(guests.length, 1);
      const staged = await Array.fromAsync(
        Deno.readDir(`${project.dir}/.llm-monitor/staged/demo`),
      );
      assert.ok(staged.length <= 21, `${staged.length} staged copies are kept`);
    },
  );
});

Deno.test({
  name: "two thousand connections are answered, and the next scrape as well",
  ignore: needs("wrk", "wrk"),
  fn: async () => {
    await withMonitor((project) => project.writePlugin("demo"), async (monitor) => {
      await monitor.untilReady();
      const { code, output } = await run("wrk", [
        "-t1",
        "-c2000",
        "-d5s",
        "--timeout=30s",
        `${monitor.url}/metrics`,
      ]);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /Non-2xx/);
      assert.equal(await monitor.value("llm_monitor_demo_value_ratio"), 0.5);
      const status = await monitor.status();
      assert.equal(status.ready, true);
    });
  },
});

Deno.test({
  name: "slow headers, bodies and readers at once hold nobody else up",
  ignore: needs("slowhttptest", "slowhttptest"),
  fn: async () => {
    await withMonitor((project) => project.writePlugin("demo"), async (monitor) => {
      await monitor.untilReady();
      const attacks = ["-H", "-B", "-X"].map((mode) =>
        run("slowhttptest", [
          mode,
          ..."-c 400 -i 2 -r 200 -l 6 -p 3".split(" "),
          "-u",
          `${monitor.url}/metrics`,
        ])
      );
      const times: number[] = [];
      for (let scrape = 0; scrape < 40; scrape++) {
        const startMs = performance.now();
        assert.equal(await monitor.value("llm_monitor_demo_value_ratio"), 0.5);
        times.push(performance.now() - startMs);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await Promise.all(attacks);
      assert.ok(Math.max(...times) < 1_000, `${Math.max(...times)} ms`);
    });
  },
});

Deno.test("headers of 64 KiB are refused, and the next request is answered", async () => {
  await withMonitor((project) => project.writePlugin("demo"), async (monitor) => {
    await monitor.untilReady();
    const { hostname, port } = new URL(monitor.url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const head = `GET /metrics HTTP/1.1\r\nHost: ${hostname}\r\nX-Long: ${
      "x".repeat(64 * 1024)
    }\r\n\r\n`;
    const answer = new Uint8Array(1024);
    try {
      await connection.write(new TextEncoder().encode(head));
      const length = await connection.read(answer) ?? 0;
      assert.match(new TextDecoder().decode(answer.subarray(0, length)), /^HTTP\/1\.1 4(?:00|31) /);
    } catch (error) {
      // Closing on us while we still write is a refusal, too.
      if (
        !(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)
      ) {
        throw error;
      }
    }
    assert.equal((await monitor.get("/health")).status, 200);
  });
});
