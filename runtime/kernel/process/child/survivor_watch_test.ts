import assert from "node:assert/strict";
import { NO_FILTERS } from "../../../../tests/support/no_wrappers.ts";
import { markedProcesses } from "../../../../tests/support/processes.ts";
import { detectWrappers } from "../isolation/detect_wrappers.ts";
import { wrapCommand } from "../isolation/wrappers.ts";
import { spawnChild } from "./child.ts";
import { SurvivorWatch } from "./survivor_watch.ts";
import { isRunning, until, withCommands } from "./testing_commands.ts";

const SETSID = "/usr/bin/setsid";

/** A group of two processes, and its end. */
async function startGroup() {
  const child = spawnChild(["/bin/sh", "-c", "sleep 60 & echo $!; wait"], {
    PATH: "/usr/bin:/bin",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const pids = [child.pid, Number(new TextDecoder().decode(value))];
  const close = async () => {
    await child.status;
    await Promise.all([reader.cancel(), child.stderr.cancel()]);
    await child.stdin.close().catch(() => {});
  };
  return { pid: child.pid, pids, child, close };
}

for (const setsid of [undefined, SETSID]) {
  Deno.test(`SurvivorWatch ends the groups that are open when it is closed, by ${setsid}`, async () => {
    const watch = new SurvivorWatch(setsid);
    const [first, second, third] = [await startGroup(), await startGroup(), await startGroup()];
    watch.prepare();
    for (const { pid } of [first, second, third]) watch.add(pid);
    watch.remove(second.pid);
    const watcher = watch.pid ?? 0;
    assert.ok(await isRunning(watcher));
    watch.close();
    for (const pid of [...first.pids, ...third.pids, watcher]) {
      assert.ok(await until(async () => !await isRunning(pid)), `${pid}`);
    }
    for (const pid of second.pids) assert.ok(await isRunning(pid));
    Deno.kill(-second.pid, "SIGKILL");
    for (const { close } of [first, second, third]) await close();
  });
}

Deno.test("SurvivorWatch starts again, with all that is open, once its process was ended", async () => {
  const watch = new SurvivorWatch(SETSID);
  const first = await startGroup();
  watch.prepare();
  watch.add(first.pid);
  const before = watch.pid ?? 0;
  Deno.kill(before, "SIGKILL");
  assert.ok(await until(() => Promise.resolve(watch.pid === undefined)));
  const second = await startGroup();
  watch.prepare();
  watch.add(second.pid);
  assert.notEqual(watch.pid, before);
  watch.close();
  for (const pid of [...first.pids, ...second.pids]) {
    assert.ok(await until(async () => !await isRunning(pid)), `${pid}`);
  }
  for (const { close } of [first, second]) await close();
});

/** A stand-in for the kernel: runs commands, one after the other, until it is killed. */
const KERNEL = `
import { runCommand } from "${new URL("run_command.ts", import.meta.url)}";
import { SurvivorWatch } from "${new URL("survivor_watch.ts", import.meta.url)}";
const [file, ...wrapper] = Deno.args;
const survivors = new SurvivorWatch("${SETSID}");
console.log("ready");
for (let count = 0;; count++) {
  const options = { env: { PATH: "/usr/bin:/bin", MARK: file }, timeoutMs: 60_000, maxOutputBytes: 1_000 };
  const args = [file, count % 3 === 0 ? "long" : "short"];
  const { result, ended } = runCommand(args, { ...options, wrapper, setsid: "${SETSID}", survivors });
  if (count % 3 !== 0) { await result; await ended; }
  else { result.catch(() => {}); await new Promise((resolve) => setTimeout(resolve, 5)); }
}
`;

Deno.test("nothing that a command started outlives a kernel that is killed at any moment", async () => {
  const wrappers = await detectWrappers({
    path: "/usr/bin:/bin",
    guestFiles: [],
    callFilters: NO_FILTERS,
  });
  const wrapper = wrapCommand(wrappers);
  // Two processes that hold out, and a short one that forks.
  const body = '[ "$1" = short ] && { (exit 0); exit; }; sleep 60 & exec sleep 60';
  await withCommands({ tool: body }, async (dir) => {
    await Deno.writeTextFile(`${dir}/kernel.ts`, KERNEL);
    for (let round = 0; round < 40; round++) {
      const kernel = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--no-check", `${dir}/kernel.ts`, `${dir}/tool`, ...wrapper],
        stdin: "null",
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const reader = kernel.stdout.getReader();
      await reader.read();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      kernel.kill("SIGKILL");
      await kernel.status;
      await reader.cancel();
      const hasNone = await until(async () => (await markedProcesses(`${dir}/tool`)).length === 0);
      assert.ok(hasNone, `round ${round}: ${await markedProcesses(`${dir}/tool`)}`);
    }
  });
});
