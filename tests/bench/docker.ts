import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { FakeEngine } from "../support/fake_engine.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";

const CONTAINERS = 100;
const COLLECTIONS = 20;
/** Of /proc/<pid>/stat on every Linux. */
const TICKS_PER_SECOND = 100;

/** A collection of 100 containers over an engine that answers at once: what is measured is ours. */
export async function benchDocker(): Promise<Figure[]> {
  const engine = await FakeEngine.start(CONTAINERS);
  const project = await TempProject.create();
  await copyPlugin("docker", project);
  await project.writeConfig(
    'supervisor: { minInterval: "1s" }\nplugins: { docker: { interval: "1s" } }\n',
  );
  const monitor = await Monitor.start(project, {
    env: { PATH: Deno.env.get("PATH") ?? "", DOCKER_HOST: engine.host },
  });
  try {
    const collections = async () =>
      await monitor.value('llm_monitor_plugin_collections_total{plugin="docker",result="ok"}') ?? 0;
    const durations = () =>
      monitor.value('llm_monitor_plugin_collection_duration_seconds_sum{plugin="docker"}');
    await eventually("it is warm", async () => await collections() >= 5, 30_000);
    const [firstRun, firstCpu, firstSeconds] = [
      await collections(),
      await cpuSeconds(monitor),
      await durations() ?? 0,
    ];
    await eventually(
      "it has run",
      async () => await collections() >= firstRun + COLLECTIONS,
      90_000,
    );
    const runs = await collections() - firstRun;
    return [
      {
        name: `docker, CPU of a collection of ${CONTAINERS} containers, all of our processes`,
        value: (await cpuSeconds(monitor) - firstCpu) / runs,
        unit: "s",
        target: "<= 0.25",
      },
      {
        name: `docker, time of a collection of ${CONTAINERS} containers`,
        value: ((await durations() ?? 0) - firstSeconds) / runs,
        unit: "s",
        target: "<= 1.5",
      },
    ];
  } finally {
    await monitor.stop();
    await project.remove();
    await engine.stop();
  }
}

/** CPU time of kernel, host, guest and services. */
async function cpuSeconds(monitor: Monitor): Promise<number> {
  const pids = [monitor.pid, ...(await descendantsOf(monitor.pid)).map(({ pid }) => pid)];
  let ticks = 0;
  for (const pid of pids) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS_PER_SECOND;
}
