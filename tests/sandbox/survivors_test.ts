/** Item 104 of the list of attacks: living on after the kernel, wherever it is when it is killed. */
import assert from "node:assert/strict";
import { makeLayout } from "../../runtime/kernel/config/layout.ts";
import { withCommands, writeCommand } from "../../runtime/kernel/process/child/testing_commands.ts";
import {
  guestCommand,
  transpileCommand,
} from "../../runtime/kernel/process/guest/guest_command.ts";
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import { detectHere } from "../support/detect_here.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { markedProcesses } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { run } from "../support/tools.ts";
import { MORTAL_KINDS } from "./mortal_kernel.ts";
import type { MortalKind, MortalLife } from "./mortal_kernel.ts";

const KERNEL = new URL("./mortal_kernel.ts", import.meta.url).pathname;
/** Kernels that are killed, and how many of them live beside each other. */
const KILLS = { count: 200, atOnce: 8 };
const REAL_KILLS = { count: 12, atOnce: 2 };
/** Processes that a kernel has started when it is killed, at most; a few more begin meanwhile. */
const MOST_STARTS = 6;
const HOLDS = '[ "$1" = short ] && { (exit 0); exit; }; sleep 60 & exec sleep 60';

Deno.test("item 104: nothing outlives a kernel that is killed, at 200 random moments", async () => {
  await withCommands({ tool: HOLDS }, async (dir) => {
    const life = await prepareLife(dir);
    const started: MortalKind[] = [];
    for (let count = 0; count < KILLS.count; count += KILLS.atOnce) {
      const lives = Array.from({ length: KILLS.atOnce }, (_, index) => {
        return liveAndDie({ ...life, mark: `${life.mark}_${count + index}` });
      });
      started.push(...(await Promise.all(lives)).flat());
      await untilNothingIsLeft(life.mark);
    }
    for (const kind of MORTAL_KINDS) {
      const times = started.filter((one) => one === kind).length;
      assert.ok(times >= KILLS.count / 4, `${kind} was started ${times} times`);
    }
  });
});

/** Makes what all kernels have in common: the wrappers of this machine, and a guest's JavaScript. */
async function prepareLife(dir: string): Promise<Omit<MortalLife, "order">> {
  await Deno.chmod(dir, 0o755);
  const layout = makeLayout({ pluginsDir: dir, stateDir: dir, env: Deno.env.toObject() });
  const wrappers = await detectHere(dir);
  const plugin = { name: "x", stagedDir: `${dir}/staged`, entry: "mod.js", memoryBytes: 0 };
  await Deno.mkdir(plugin.stagedDir);
  // The end of its input does not reach it.
  const waits = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
  await Deno.writeTextFile(`${plugin.stagedDir}/mod.js`, waits);
  await Deno.writeTextFile(layout.importMap, '{ "imports": {} }');
  const place = { layout, wrappers };
  const guest = guestCommand({ ...plugin, grant: EMPTY_GRANT }, { ...place, ownPort: 0 });
  const [program = "", ...args] = transpileCommand(guest, place);
  const { code, output } = await run(program, args, { env: { DENO_DIR: layout.guestDenoDir } });
  assert.equal(code, 0, output);
  return { ...place, ...plugin, mark: `mortal_${crypto.randomUUID()}`, tool: `${dir}/tool` };
}

/** Runs one kernel until it has started some processes, kills it a moment later, and returns their kinds. */
async function liveAndDie(life: Omit<MortalLife, "order">): Promise<MortalKind[]> {
  const order = MORTAL_KINDS.toSorted(() => Math.random() - 0.5);
  const enough = 1 + Math.floor(Math.random() * MOST_STARTS);
  const kernel = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", KERNEL, JSON.stringify({ ...life, order })],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const said: string[] = [];
  for await (const text of kernel.stdout.pipeThrough(new TextDecoderStream())) {
    said.push(...text.split("\n").filter((line) => line !== ""));
    if (said.length < enough) continue;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
    kernel.kill("SIGKILL");
    break;
  }
  assert.equal((await kernel.status).signal, "SIGKILL");
  return said as MortalKind[];
}

Deno.test("item 104: nothing outlives a whole monitor that is killed, at random moments of its start", async () => {
  for (let count = 0; count < REAL_KILLS.count; count += REAL_KILLS.atOnce) {
    await Promise.all(Array.from({ length: REAL_KILLS.atOnce }, startAndKill));
  }
});

async function startAndKill(): Promise<void> {
  const project = await TempProject.create();
  await writeCommand(project.dir, "hold_on", HOLDS);
  const denoDir = `${project.dir}/deno`;
  await Deno.symlink(makeLayout({ ...NOWHERE, env: Deno.env.toObject() }).denoDir, denoDir);
  await project.writeConfig('policy: { free: { exec: ["hold_on"] } }\n');
  await project.writePlugin("good");
  await project.writePlugin("holds", {
    collect: 'await context.exec("hold_on"); return [];',
    manifest: "permissions:\n  exec: [{ command: hold_on, args: [] }]\n",
  });
  // The folder is the mark of all: host and services have it in their environment.
  const env = { PATH: `${project.dir}:${Deno.env.get("PATH")}`, DENO_DIR: denoDir };
  const monitor = new Monitor(project, [], env);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 2_000));
  monitor.signal("SIGKILL");
  await monitor.exited();
  await untilNothingIsLeft(project.dir);
  await project.remove();
}

const NOWHERE = { pluginsDir: "/none", stateDir: "/none" };

async function untilNothingIsLeft(mark: string): Promise<void> {
  await eventually("nothing is left of what it started", async () => {
    const left = await markedProcesses(mark);
    if (left.length > 0) throw new Error(`These outlive it:\n${left.join("\n")}`);
    return true;
  }, 30_000);
}
