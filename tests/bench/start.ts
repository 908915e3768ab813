import { copyPlugin } from "../support/copy_plugin.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { cpuSeconds, treeCpuSeconds } from "./cpu_seconds.ts";
import { freePort } from "./free_port.ts";
import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";

const ROUNDS = 7;
const TICKS_PER_SECOND = 100;

/** The end of each part of a start, in seconds after it began, and its costs. */
export interface Start {
  readonly hostStarted: number;
  readonly listening: number;
  readonly guestStarted: number;
  readonly greeted: number;
  readonly ready: number;
  readonly cpu: number;
  readonly guestCpu: number;
  /** CPU of all processes that it took, also of those that have ended. */
  readonly wholeCpu: number;
}

/** From `start` to `/ready`, with the system plugin and packages that are there already. */
export async function benchStart(): Promise<Figure[]> {
  const project = await TempProject.create();
  await copyPlugin("system", project);
  // A port that is known, as the usual one: for any other the kernel waits until the host has it.
  await project.writeConfig(`server: { port: ${freePort()} }`);
  const starts: Start[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = await measureStart(project);
    // The first one stages the plugin; what is measured is a start, not an installation.
    if (round > 0) starts.push(start);
  }
  await project.remove();
  const value = (key: keyof Start) => median(starts.map((start) => start[key]));
  const part = (name: string, key: keyof Start): Figure => ({ name, value: value(key), unit: "s" });
  return [
    part("start: the kernel starts the host after", "hostStarted"),
    part("start: the host listens after", "listening"),
    part("start: the kernel starts the guest after", "guestStarted"),
    part("start: the guest says hello after", "greeted"),
    {
      name: "from start to /ready with the system plugin",
      value: value("ready"),
      unit: "s",
      target: "<= 1.0",
    },
    part("the same, CPU of kernel, host and guest", "cpu"),
    part("the same, CPU of the guest", "guestCpu"),
  ];
}

/** Starts a monitor with the system plugin, and ends it once it is ready. */
export async function measureStart(
  project: TempProject,
  env: Record<string, string> = {},
): Promise<Start> {
  const startMs = performance.now();
  const since = () => (performance.now() - startMs) / 1_000;
  const monitor = new Monitor(project, [], env);
  await soon(() => monitor.logs.some(({ message }) => message === "Listening"));
  const listening = since();
  await monitor.untilListening();
  await soon(async () => {
    const plugin = await monitor.plugin("system");
    return plugin !== undefined && plugin.pid !== null && plugin.state !== "starting";
  });
  const greeted = since();
  await soon(async () => (await monitor.get("/ready")).status === 200);
  const ready = since();
  const [host, guest] = await Promise.all([findPid(monitor, "host"), findPid(monitor, "guest")]);
  const cpu = await Promise.all([monitor.pid, host, guest].map(cpuSeconds));
  const kernelTicks = await startTicks(monitor.pid);
  const start: Start = {
    hostStarted: (await startTicks(host) - kernelTicks) / TICKS_PER_SECOND,
    listening,
    guestStarted: (await startTicks(guest) - kernelTicks) / TICKS_PER_SECOND,
    greeted,
    ready,
    cpu: cpu.reduce((sum, seconds) => sum + seconds, 0),
    guestCpu: cpu[2] ?? 0,
    wholeCpu: treeCpuSeconds(monitor.pid),
  };
  await monitor.stop();
  return start;
}

/** Asks more often than tests do: 50 ms would be a good part of what is measured. */
async function soon(ask: () => Promise<boolean> | boolean): Promise<void> {
  while (!await ask()) await new Promise((resolve) => setTimeout(resolve, 3));
}

async function findPid(monitor: Monitor, folder: string): Promise<number> {
  const process = (await descendantsOf(monitor.pid))
    .find(({ command }) => command.includes(`/runtime/${folder}/`));
  if (!process) throw new Error(`Cannot measure the start: there is no process of the ${folder}`);
  return process.pid;
}

/** Returns when a process began, in ticks since the machine did. */
async function startTicks(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
}
