import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { memoryOfTree } from "./tree_memory.ts";
import { copyPlugin } from "../support/copy_plugin.ts";

const MB = 1e6;
const IDLE_PLUGINS = 5;

/** Measures the memory at rest: system plugin alone, and each further idle plugin. */
export async function benchMemory(): Promise<Figure[]> {
  const project = await TempProject.create();
  await copyPlugin("system", project);
  const monitor = await Monitor.start(project);
  await monitor.untilReady();
  await rest();
  const base = await memoryOfTree(monitor.pid);
  for (let index = 0; index < IDLE_PLUGINS; index++) await project.writePlugin(`idle_${index}`);
  for (let index = 0; index < IDLE_PLUGINS; index++) {
    await monitor.untilState(`idle_${index}`, "idle");
  }
  await rest();
  const idle = await privateBytes(monitor.pid, "idle_");
  await monitor.stop();
  await project.remove();
  return [
    {
      name: "kernel, host and system plugin at rest",
      value: base / MB,
      unit: "MB",
      target: "<= 120",
    },
    {
      name: "each further idle plugin, private",
      value: idle / MB / IDLE_PLUGINS,
      unit: "MB",
      target: "<= 14",
    },
  ];
}

/** Long enough for the services to have retired. */
async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 40_000));
}

/** Memory that only the processes have whose command contains a word. */
async function privateBytes(kernel: number, word: string): Promise<number> {
  const chosen = (await descendantsOf(kernel)).filter(({ command }) => command.includes(word));
  const all = await Promise.all(chosen.map(({ pid }) => readPrivate(pid)));
  return all.reduce((sum, bytes) => sum + bytes, 0);
}

async function readPrivate(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
  return (kib("Private_Clean") + kib("Private_Dirty")) * 1024;
}
