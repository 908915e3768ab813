/** The docker plugin in its sandbox, over a real engine. */
import assert from "node:assert/strict";
import { addBadPlugin, readReached } from "../sandbox/bad_plugins.ts";
import { copyPlugin } from "../support/copy_plugin.ts";
import { lacksDocker, withDocker } from "../support/docker_engine.ts";
import type { DockerEngine } from "../support/docker_engine.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { run } from "../support/tools.ts";

const NO_DOCKER = lacksDocker();
const PREFIX = "llm_monitor_docker_container";

async function withDockerMonitor(
  engine: DockerEngine,
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
  prepare: (project: TempProject) => Promise<void> = async () => {},
): Promise<void> {
  const project = await TempProject.create();
  try {
    await copyPlugin("docker", project);
    await project.writeConfig(
      'supervisor: { minInterval: "1s", inactiveInterval: "1s" }\n' +
        'plugins: { docker: { interval: "1s", timeout: "10s", config: { detailsInterval: "1s" } } }\n' +
        "policy: { free: { docker: [read] } }\n",
    );
    await prepare(project);
    const monitor = await Monitor.start(project, {
      env: { PATH: Deno.env.get("PATH") ?? "", DOCKER_HOST: engine.host },
    });
    try {
      await test(monitor, project);
    } finally {
      await monitor.stop();
    }
  } finally {
    await project.remove();
  }
}

/** Reads a file of a container's cgroup, wherever this machine has it. */
async function cgroupFile(id: string, controller: string, file: string): Promise<string> {
  const places = [
    `/sys/fs/cgroup/${controller}/docker/${id}/${file}`,
    `/sys/fs/cgroup/docker/${id}/${file}`,
    `/sys/fs/cgroup/system.slice/docker-${id}.scope/${file}`,
  ];
  for (const path of places) {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return "";
}

/** Returns the bytes that the cgroup of a container has written to block devices. */
async function writtenBytes(id: string): Promise<number> {
  const v1 = await cgroupFile(id, "blkio", "blkio.throttle.io_service_bytes_recursive");
  const v2 = await cgroupFile(id, "", "io.stat");
  const values = [...v1.matchAll(/^\d+:\d+ Write (\d+)$/gm), ...v2.matchAll(/wbytes=(\d+)/g)];
  return values.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

function assertClose(actual: number | undefined, expected: number, tolerance: number): void {
  assert(
    actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `${actual} is not within ${tolerance} of ${expected}`,
  );
}

Deno.test({
  name: "docker: containers of a real engine are told as their cgroups count them",
  ignore: NO_DOCKER,
  fn: () =>
    withDocker(async (engine) => {
      const burner = await engine.container("burner", "while :; do :; done", [
        "--cpus=0.3",
        "--memory=64m",
        "--pids-limit=50",
        "--label=com.docker.compose.project=shop",
        "--label=com.docker.compose.service=burn",
        "--label=secret=hidden-label",
        "--env=TOKEN=hidden-variable",
      ]);
      await engine.container("eater", "tail /dev/zero", ["--memory=16m"]);
      await engine.container("loop", "exit 3", ["--restart=always"]);
      await engine.container("sick", "sleep 1000", [
        "--health-cmd=false",
        "--health-interval=1s",
        "--health-retries=1",
      ]);
      const writer = await engine.container(
        "writer",
        // Past the page cache, whose later writes would be nobody's.
        "dd if=/dev/zero of=/out bs=65536 count=16 oflag=direct; sleep 1000",
      );
      await engine.docker("network", "create", "talk");
      await engine.container("server", "echo hello > /index.html; httpd -f -p 80 -h /", [
        "--network=talk",
      ]);
      await engine.container(
        "client",
        "while :; do wget -q -O /dev/null http://server/; sleep 0.2; done",
        [
          "--network=talk",
        ],
      );
      await withDockerMonitor(engine, async (monitor) => {
        const value = (family: string, container: string, more = "") =>
          monitor.value(`${PREFIX}_${family}{container="${container}"${more}}`);
        await eventually("the burner is counted", async () =>
          await value("cpu_seconds_total", "burner") !== undefined);
        assert.equal(await monitor.value("llm_monitor_docker_up"), 1);
        assert.equal(await value("cpu_limit_cpus", "burner"), 0.3);
        assert.equal(await value("memory_limit_bytes", "burner"), 64 * 1024 ** 2);
        assert.equal(await value("processes_limit", "burner"), 50);
        await eventually("the burner is throttled", async () =>
          (await value("cpu_throttled_seconds_total", "burner") ?? 0) > 0);
        // The cgroup is read right after: at most two collections of 0.3 CPUs lie in between.
        const usage = await cgroupFile(burner, "cpuacct", "cpuacct.usage");
        const stat = await cgroupFile(burner, "", "cpu.stat");
        const expected = usage === ""
          ? Number(/^usage_usec (\d+)/m.exec(stat)?.[1]) / 1e6
          : Number(usage) / 1e9;
        assertClose(await value("cpu_seconds_total", "burner"), expected, 1);
        const memory = await cgroupFile(burner, "memory", "memory.usage_in_bytes") ||
          await cgroupFile(burner, "", "memory.current");
        assertClose(await value("memory_usage_bytes", "burner"), Number(memory), 2 * 1024 ** 2);
        const pids = await cgroupFile(burner, "pids", "pids.current");
        assert.equal(await value("processes", "burner"), Number(pids));

        await eventually("the writer has written", async () =>
          (await engine.docker("logs", "writer")).includes("16+0 records out"));
        const written = await writtenBytes(writer);
        // Some kernels count nothing here; then there is nothing to be told.
        await eventually("its writes are counted", async () =>
          (await value("block_written_bytes_total", "writer") ?? 0) === written);

        await eventually("the eater was killed", async () =>
          await value("oom_killed", "eater") === 1);
        assert.equal(await value("exit_code", "eater"), 137);
        assert.equal(await value("state", "eater", ',state="exited"'), 1);
        assert.equal(await value("cpu_seconds_total", "eater"), undefined);
        await eventually("the loop is counted", async () =>
          (await value("restarts_total", "loop") ?? 0) >= 2);
        await eventually("the sick is unhealthy", async () =>
          await value("health", "sick", ',health="unhealthy"') === 1);
        await eventually("the client talks", async () =>
          (await value("network_receive_bytes_total", "client", ',interface="eth0"') ?? 0) > 1_000);

        const text = await monitor.metrics();
        assert.match(
          text,
          new RegExp(
            `container_info\\{container="burner",container_id="${burner}",image="busybox:test",` +
              'compose_project="shop",compose_service="burn",',
          ),
        );
        assert.doesNotMatch(text, /hidden-/);
        assert.doesNotMatch((await monitor.get("/api/v1/plugins")).text, /hidden-/);
        const lint = await run("promtool", ["check", "metrics"], { input: text });
        assert.deepEqual(lint, { code: 0, output: "" });
      });
    }),
});

Deno.test({
  name: "docker: an engine that is stopped under load is told as down, and found again",
  ignore: NO_DOCKER,
  fn: () =>
    withDocker(async (engine) => {
      await engine.container("burner", "while :; do :; done", ["--cpus=0.2", "--restart=always"]);
      await withDockerMonitor(engine, async (monitor) => {
        const up = () => monitor.value("llm_monitor_docker_up");
        await eventually("it is up", async () => await up() === 1);
        await engine.down();
        await eventually("it is down", async () => await up() === 0);
        assert.doesNotMatch(await monitor.metrics(), /llm_monitor_docker_container_state/);
        assert.equal((await monitor.plugin("docker"))?.last_error, null);
        await monitor.untilReady();
        await engine.up();
        await eventually("it is up again", async () => await up() === 1);
        await eventually("the container is told again", async () =>
          await monitor.value(`${PREFIX}_cpu_seconds_total{container="burner"}`) !== undefined);
        // Renamed and removed containers leave nothing behind.
        await engine.docker("rename", "burner", "torch");
        await eventually("the new name is told", async () => {
          const text = await monitor.metrics();
          return text.includes('container="torch"') && !text.includes('container="burner"');
        });
      });
    }),
});

Deno.test({
  name: "item 32, docker: a plugin gets nothing out of the service but its four answers",
  ignore: NO_DOCKER,
  fn: () =>
    withDocker(async (engine) => {
      const id = await engine.container("victim", "echo hidden-log; sleep 1000", [
        "--env=TOKEN=hidden-variable",
      ]);
      const before = await engine.docker("ps", "-aq");
      await withDockerMonitor(engine, async (monitor) => {
        await monitor.untilState("attacks_docker", "idle", "collecting");
        const reached = await eventually("its attempts are told", async () => {
          const found = readReached(await monitor.metrics(), "attacks_docker");
          return found.size > 0 && found;
        });
        assert(reached.size >= 18, `${reached.size} attempts`);
        for (const [attempt, value] of reached) assert.equal(value, 0, attempt);
        const refused = 'llm_monitor_plugin_service_calls_total{plugin="attacks_docker",' +
          'service="docker",outcome="bad_arguments"}';
        await eventually("refusals are counted", async () =>
          (await monitor.value(refused) ?? 0) > 20);
        assert.equal(await engine.docker("ps", "-aq"), before);
        assert(monitor.logs.every((line) =>
          !JSON.stringify(line).includes("hidden-")
        ));
      }, (project) =>
        addBadPlugin(project, "attacks_docker", {
          __ID__: id,
          __SOCKET__: engine.host.slice("unix://".length),
        }));
    }),
});

Deno.test({
  name: "docker: a plugin without the permission is refused, and told which line would allow it",
  ignore: NO_DOCKER,
  fn: () =>
    withDocker(async (engine) => {
      await withDockerMonitor(
        engine,
        async (monitor) => {
          const plugin = await eventually("it failed", async () => {
            const status = await monitor.plugin("nosy");
            return status?.last_error ? status : undefined;
          });
          assert.match(plugin.last_error?.message ?? "", /add "docker: read" to permissions/);
        },
        (project) => project.writePlugin("nosy", { collect: "await context.docker.containers();" }),
      );
    }),
});
