import { assembleKernel } from "../../runtime/kernel/assemble_kernel.ts";
import { Kernel } from "../../runtime/kernel/kernel.ts";
import { openProject } from "../../runtime/kernel/open_project.ts";
import { openReader } from "../../runtime/kernel/reader/reader.ts";
import { TempProject } from "../support/temp_project.ts";
import { treeCpuSeconds } from "./cpu_seconds.ts";
import type { Figure } from "./figure.ts";
import { quantile } from "./figure.ts";

const HOST = new URL("./servers/collection_host.ts", import.meta.url).pathname;

/** The overhead of a warm collection: host, kernel, sandboxed guest and back, with an empty plugin. */
export async function benchCollection(): Promise<Figure[]> {
  const { times } = await measureCollections(Deno.env.toObject());
  const name = "warm collection of an empty plugin, host to guest and back";
  return [
    { name: `${name}, p50`, value: quantile(times, 0.5), unit: "ms", target: "<= 1" },
    { name: `${name}, p99`, value: quantile(times, 0.99), unit: "ms", target: "<= 5" },
  ];
}

/** The costs of some thousand collections. */
export interface Collections {
  /** Milliseconds that each took. */
  readonly times: readonly number[];
  /** CPU of all processes, with their start. */
  readonly cpuSeconds: number;
}

/** Runs thousands of collections under a kernel of its own. */
export async function measureCollections(
  env: Readonly<Record<string, string>>,
): Promise<Collections> {
  const cpuBefore = treeCpuSeconds(Deno.pid);
  let cpuSeconds = 0;
  const project = await TempProject.create();
  await project.writePlugin("empty", { collect: "return [];" });
  const reader = openReader(env);
  const loaded = await reader.load({ env, cwd: project.dir });
  let times: number[] = [];
  const parts = await assembleKernel(await openProject(loaded, env), {
    loaded: () => loaded,
    reader,
    once: true,
    only: undefined,
    onlooker: undefined,
    ui: {
      log: (level, message) => {
        if (level === "error") throw new Error(message);
      },
      listening: () => {},
      states: () => {},
      droppedLines: () => 0,
      output: (text) => {
        times = JSON.parse(text) as number[];
        // Now, since what was behind a fence is nobody's child once that has ended.
        cpuSeconds = treeCpuSeconds(Deno.pid) - cpuBefore;
      },
    },
  });
  const hostCommand = [Deno.execPath(), "run", "--quiet", HOST];
  const kernel = new Kernel({ ...parts, hostCommand });
  await kernel.start();
  await kernel.exited;
  reader.close();
  await project.remove();
  return { times, cpuSeconds };
}
