/**
 * The stack, brought up for real by an engine of the test's own: our image built from its Dockerfile, and
 * everything asked through the doors that an operator has. Grafana, Loki and Alloy have no image here.
 */
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { z } from "../../runtime/contract/zod.ts";
import { lacksDocker } from "../support/docker_engine.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/tools.ts";
import { AlertReceiver } from "./stand_ins/alert_receiver.ts";
import { OutsideWorld } from "./stand_ins/outside_world.ts";
import { SERVICES, TestStack } from "./stand_ins/test_stack.ts";
import { tryVolumes } from "./volume_steps.ts";

const LACKS = [
  lacksDocker(),
  needs("docker-compose", "docker-compose"),
  needs("prometheus", "prometheus"),
  needs("prometheus-alertmanager", "prometheus-alertmanager"),
  needs("ip", "iproute2"),
  needs("victoria-metrics", "victoria-metrics"),
  needs("vmagent", "victoria-metrics"),
].includes(true);
const DOCTOR = z.object({
  isolation: z.array(z.object({ name: z.string(), active: z.boolean() })),
});
const DENO_RUN = ["deno", "run", "-A", "--quiet"];
const DOCTOR_MODULE = "runtime/cli/doctor/main.ts";
/** The exit codes of a `wget` that reaches nobody: its own, or that of its time limit. */
const REFUSED = [1, 143];
const FIRST_DATA_MS = 60_000;
const MOST_BYTES = 200 * 1024 ** 2;
const SCENARIO = "server-down";
const ALERT = "LlmMonitorServerDown";

Deno.test({
  name: "compose: the stack comes up, tells of what happens, and keeps its promises",
  ignore: LACKS,
  fn: async (t) => {
    await using receiver = new AlertReceiver();
    await using stack = await TestStack.create();
    await using world = await OutsideWorld.create();
    const count = async (query: string) => (await stack.query(query)).length;
    await t.step("stack check names what init has to write, and init writes it", async () => {
      const before = await stack.task("check");
      assert.equal(before.code, 3, before.output);
      assert.match(before.output, /compose\/\.env is missing/);
      assert.match(before.output, /grafana-admin-password is missing/);
      const init = await stack.task("init", "--socket", stack.env.DOCKER_SOCKET ?? "");
      assert.equal(init.code, 0, init.output);
      const after = await stack.task("check");
      assert.equal(after.code, 0, after.output);
      // What is there stays.
      assert.doesNotMatch((await stack.task("init")).output, /^compose\//m);
    });

    await t.step("a wrong setting is one message, and nothing of the stack runs", async () => {
      // Nobody has to be spared here.
      await stack.edit(
        "compose/src/alertmanager_config.ts",
        (text) => text.replace('group_wait: "30s"', 'group_wait: "1s"'),
      );
      await stack.compose("build", "runtime");
      const env = { PROMETHEUS_RETENTION: "forever" };
      const { code } = await stack.with(env).tryCompose("up", "-d", ...SERVICES);
      assert.notEqual(code, 0);
      const logs = await stack.compose("logs", "preflight");
      assert.match(logs, /PROMETHEUS_RETENTION is "forever"\. Give a number and a unit/);
      assert.equal(await stack.engine.docker("ps", "-q"), "");
      const check = await stack.with(env).task("check");
      assert.match(check.output, /PROMETHEUS_RETENTION is "forever"/);
      const listener = Deno.listen({
        hostname: "127.0.0.1",
        port: Number(stack.env.PROMETHEUS_PORT),
      });
      const taken = await stack.task("check");
      listener.close();
      assert.match(taken.output, /Port \d+ is in use by another program/);
      await stack.compose("down", "-v");
    });

    await t.step("it is up, and has data within a minute", async () => {
      await stack.edit("compose/.env", (text) => `${text}ALERTMANAGER_RECEIVER=webhook\n`);
      await Deno.writeTextFile(`${stack.dir}/compose/secrets/alertmanager-url`, receiver.url);
      // It waits for minutes, so that nobody is woken for nothing.
      await stack.edit(
        "dashboards/rules/alerts-llm.yml",
        (text) => text.replace(new RegExp(`(alert: ${ALERT}\\n[^]*?for: )\\w+`), "$10s"),
      );
      const startMs = performance.now();
      await stack.with({ MOCK_SCENARIO: SCENARIO }).compose("up", "-d", ...SERVICES);
      await eventually("the first data", async () => await count("llm_monitor_plugin_up") > 0);
      const tookMs = performance.now() - startMs;
      assert(tookMs <= FIRST_DATA_MS, `${tookMs} ms from up to the first data`);
    });

    await t.step("stack smoke finds every reachable part well", async () => {
      const smoke = await stack.task(
        ...["smoke", "--no-pull", "--no-up", "--services", SERVICES.join(",")],
        ...["--file", "compose.mock.yaml,compose.test.yaml"],
      );
      assert.equal(smoke.code, 0, smoke.output);
      for (const name of ["healthy", "Prometheus scrapes", "every rule", "accepts an alert"]) {
        assert.match(smoke.output, new RegExp(`ok .*${name}`), smoke.output);
      }
    });

    await t.step("an alert of the scenario reaches its receiver", async () => {
      await eventually(
        "the webhook was told",
        () => receiver.alerts.some(({ name }) => name === ALERT),
      );
    });

    await t.step("nobody is root, and nobody writes where it is not told to", async () => {
      for (const service of SERVICES) {
        const status = (await stack.exec(service, "cat", "/proc/1/status")).output;
        assert.match(status, /^Uid:\t[1-9]/m, service);
        assert.match(status, /^CapEff:\t0+$/m, service);
        assert.match(status, /^CapBnd:\t0+$/m, service);
        assert.match(status, /^NoNewPrivs:\t1$/m, service);
        assert.match(status, /^Seccomp:\t2$/m, service);
      }
      const refused = [
        ["runtime", "touch", "/opt/llm-monitor/plugins/evil"],
        ["runtime", "touch", "/host/root/tmp/evil"],
        ["runtime", "cat", "/host/root/etc/shadow"],
        ["runtime", "sh", "-c", "echo 1 > /host/proc/sys/kernel/panic"],
        ["prometheus", "touch", "/etc/prometheus/evil"],
        ["prometheus", "touch", "/evil"],
        ["alertmanager", "touch", "/etc/alertmanager-stack/evil"],
      ] as const;
      for (const [service, ...words] of refused) {
        const { code, output } = await stack.exec(service, ...words);
        assert.notEqual(code, 0, words.join(" "));
        assert.match(output, /Read-only|Permission denied/, words.join(" "));
      }
    });

    await t.step("Docker's socket is the proxy's, which lets through a list", async () => {
      const ask = async (method: string, path: string) => {
        const code = `const r = await fetch("http://docker-proxy:2375${path}", ` +
          `{ method: "${method}" }); console.log(r.status)`;
        return (await stack.exec("runtime", "deno", "eval", code)).output.trim();
      };
      assert.equal(await ask("GET", "/containers/json"), "200");
      assert.equal(await ask("GET", "/v1.41/version"), "200");
      assert.equal(await ask("GET", "/images/json"), "403");
      assert.equal(await ask("GET", "/containers/json/../../images/json"), "403");
      assert.equal(await ask("POST", "/containers/create"), "403");
      assert.equal(await ask("DELETE", `/containers/${await stack.findId("prometheus")}`), "403");
      const address = await stack.findAddress("docker-proxy", "docker-api");
      const other = await stack.wget(`http://${address}:2375/version`);
      assert(REFUSED.includes(other.code), `${other.code} ${other.output}`);
    });

    await t.step("what has nothing to do outside reaches nothing there", async () => {
      const url = `http://${world.address}/hostname`;
      const fetching = `const signal = AbortSignal.timeout(5000);` +
        `console.log((await fetch("${url}", { signal })).status)`;
      const eval_ = ["eval", fetching];
      // The way is open, for those who need it.
      const way = await stack.exec("runtime", "deno", ...eval_);
      assert.match(way.output, /^200$/m, way.output);
      const proxy = await stack.exec("docker-proxy", "deno", ...eval_);
      assert.notEqual(proxy.code, 0, proxy.output);
      const outside = await stack.wget(url);
      assert(REFUSED.includes(outside.code), `${outside.code} ${outside.output}`);
      const address = await stack.findAddress("runtime", "backend");
      const inside = await stack.wget(`http://${address}:8090/health`);
      assert.equal(inside.code, 0, inside.output);
    });

    await t.step(
      "namespaces are missing in a container, and our profile gives them",
      async () => {
        const layers = async () => {
          const { output } = await stack.exec("runtime", ...DENO_RUN, DOCTOR_MODULE, "--json");
          const { isolation } = DOCTOR.parse(JSON.parse(output));
          return isolation.filter(({ active }) => active).map(({ name }) => name);
        };
        const gained = ["namespaces", "no_network"];
        const usual = await layers();
        for (const layer of ["resource_limits", "no_new_privileges", "parent_death_signal"]) {
          assert(usual.includes(layer), layer);
        }
        assert.deepEqual(usual.filter((layer) => gained.includes(layer)), []);
        // docker-compose 1.29 finds the profile by what init has written.
        await stack.over("compose.userns.yaml").compose("up", "-d", "runtime");
        const ours = await layers();
        assert.deepEqual(ours.filter((layer) => gained.includes(layer)), gained);
      },
    );

    await t.step("a runtime that is killed comes back", async () => {
      const id = await stack.findId("runtime");
      const inspect = (field: string) => stack.engine.docker("inspect", "-f", `{{${field}}}`, id);
      Deno.kill(Number(await inspect(".State.Pid")), "SIGKILL");
      await eventually(
        "it was started again",
        async () => await inspect(".RestartCount") === "1",
      );
      await eventually(
        "it is healthy",
        async () => await inspect(".State.Health.Status") === "healthy",
      );
    });

    await t.step("data survive down and up", async () => {
      const at = Date.now() / 1_000;
      const known = `count_over_time(llm_monitor_plugin_up[10m] @ ${at})`;
      assert(await count(known) > 0);
      await stack.compose("down");
      await stack.compose("up", "-d", ...SERVICES);
      await eventually(
        "what was known is known",
        async () => await count(known) > 0,
      );
    });

    await t.step(
      "over this machine it reads the host and its containers, in 200 MB",
      async () => {
        await stack.withoutMock().compose("up", "-d", "runtime");
        const text = await eventually("it has collected", async () => {
          const code = 'console.log(await (await fetch("http://127.0.0.1:8090/metrics")).text())';
          const { output } = await stack.exec("runtime", "deno", "eval", code);
          return /^llm_monitor_docker_up 1$/m.test(output) && output;
        });
        assert.match(text, /^llm_monitor_system_filesystem_size_bytes\{mountpoint="\/",/m);
        assert.match(text, /container="llm-monitor_prometheus_1"/);
        const devices = /network_receive_bytes_total\{device="([^"]+)"\}/g;
        const here = Object.keys(networkInterfaces());
        const seen = [...text.matchAll(devices)].map(([, device]) => device ?? "");
        assert(
          seen.some((device) => here.includes(device)),
          `${seen}: not those of this machine`,
        );
        // At rest: services that were asked at the start end when they are idle.
        await eventually(
          "the runtime takes 200 MB at most",
          async () => await stack.readMemory("runtime") <= MOST_BYTES,
        );
      },
    );

    await tryVolumes(t, stack);
  },
});
