import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { cpuSeconds } from "./cpu_seconds.ts";
import type { Figure } from "./figure.ts";
import { withServers } from "./server.ts";
import { vllmText } from "./vllm_text.ts";

const SERVERS = 50;
const WARM_UP = 10;
const COLLECTIONS = 30;

/** The whole llm-monitor over many servers, which are a process of their own and are not counted. */
export async function benchLlmCollection(): Promise<Figure[]> {
  return await withServers("vllm.ts", [String(SERVERS)], async (ports) => {
    const project = await TempProject.create();
    await copyPlugin("llm", project);
    await Deno.remove(`${project.dir}/plugins.lock.json`);
    const targets = ports.map((port, index) =>
      `{ name: "vllm-${index}", url: "http://127.0.0.1:${port}" }`
    );
    await project.writeConfig(
      'supervisor: { minInterval: "1s" }\n' +
        `plugins: { llm: { interval: "1s", config: { discover: [], targets: [${targets}] } } }\n`,
    );
    const monitor = await Monitor.start(project);
    try {
      return await measure(monitor);
    } finally {
      await monitor.stop();
      await project.remove();
    }
  });
}

async function measure(monitor: Monitor): Promise<Figure[]> {
  const readValue = async (name: string) =>
    await monitor.value(`llm_monitor_plugin_collection${name}`) ?? 0;
  const look = async () => ({
    runs: await readValue('s_total{plugin="llm",result="ok"}'),
    seconds: await readValue('_duration_seconds_sum{plugin="llm"}'),
    ...await readCpu(monitor),
  });
  await eventually("it is warm", async () => (await look()).runs >= WARM_UP, 60_000);
  const first = await look();
  const isDone = async () => (await look()).runs >= first.runs + COLLECTIONS;
  // Looking costs the host: a scrape of all that the servers tell.
  await new Promise((resolve) => setTimeout(resolve, COLLECTIONS * 1_000));
  await eventually("it has run", isDone, 60_000);
  const last = await look();
  const runs = last.runs - first.runs;
  const up = (await monitor.metrics()).match(/^llm_monitor_llm_up\{[^}]*"vllm"\} 1$/gm) ?? [];
  if (up.length !== SERVERS) throw new Error(`Cannot measure: ${up.length} servers are up`);
  const name = `llm plugin over ${SERVERS} vLLM servers of ${
    Math.round(vllmText().length / 1000)
  } KB`;
  const cpu = (who: "guest" | "host" | "kernel") => ((last[who] - first[who]) / runs) * 1000;
  return [
    {
      name: `${name}, time of a collection`,
      value: (last.seconds - first.seconds) / runs,
      unit: "s",
      target: "<= 1",
    },
    { name: `${name}, CPU of the guest`, value: cpu("guest"), unit: "ms", target: "<= 150" },
    { name: `${name}, CPU of the host`, value: cpu("host"), unit: "ms", target: "<= 150" },
    { name: `${name}, CPU of the kernel`, value: cpu("kernel"), unit: "ms", target: "<= 50" },
  ];
}

async function readCpu(monitor: Monitor): Promise<{ guest: number; host: number; kernel: number }> {
  const children = await descendantsOf(monitor.pid);
  const findPid = (words: string) => {
    const found = children.find(({ command }) => command.includes(words));
    if (!found) throw new Error(`Cannot measure: no process has "${words}" in its command`);
    return found.pid;
  };
  return {
    guest: await cpuSeconds(findPid("runtime/guest/bootstrap.ts")),
    host: await cpuSeconds(findPid("runtime/host/main.ts")),
    kernel: await cpuSeconds(monitor.pid),
  };
}
