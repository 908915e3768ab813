/** Item 99 of the list of attacks: commands that lead to more than their names say. */
import assert from "node:assert/strict";
import {
  isRunning,
  until,
  withCommands,
} from "../../runtime/kernel/process/child/testing_commands.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { readReached } from "./bad_plugins.ts";
import { underAttack } from "./under_attack.ts";

const SCRIPTS = {
  tell_rights: "grep -E '^(Cap|NoNewPrivs)' /proc/self/status",
  as_its_owner: "id",
  anybody_writes: "id",
};
const PATH = Deno.env.get("PATH") ?? "";

Deno.test("item 99: runs_interpreters gets no shell, no rights and no file of others by a harmless name", async () => {
  await withCommands(SCRIPTS, async (dir) => {
    await Deno.symlink("/usr/bin/awk", `${dir}/count_fields`);
    await Deno.symlink("/usr/bin/env", `${dir}/look_up`);
    await Deno.writeTextFile(`${dir}/no_program`, "id\n", { mode: 0o755 });
    await Deno.chmod(`${dir}/as_its_owner`, 0o4755);
    await Deno.chmod(`${dir}/anybody_writes`, 0o777);
    await underAttack(["runs_interpreters"], async (monitor) => {
      const reached = await eventually("it made its attempts", async () => {
        const found = readReached(await monitor.metrics(), "runs_interpreters");
        return found.size === 8 && found;
      });
      const wrong = [...reached].filter(([attempt, value]) =>
        value !== (attempt.startsWith("control") ? 1 : 0)
      );
      assert.deepEqual(wrong, []);
      const denied =
        /service_calls_total\{plugin="runs_interpreters",.*outcome="access_denied"\} 5$/m;
      await eventually("refusals are counted", async () => denied.test(await monitor.metrics()));
    }, {
      config: {
        policy: {
          free: {
            exec: [...Object.keys(SCRIPTS), "count_fields", "look_up", "no_program"],
          },
        },
      },
      env: { PATH: `${dir}:${PATH}` },
    });
  });
});

Deno.test("item 99: nothing that a command started outlives a kernel that is killed", async () => {
  const hold = 'sleep 60 & echo $$ $! > "$(dirname "$0")/new"; mv "$(dirname "$0")/new" ' +
    '"$(dirname "$0")/pids"; exec sleep 60';
  await withCommands({ hold_on: hold }, async (dir) => {
    const project = await TempProject.create();
    await project.writeConfig('policy: { free: { exec: ["hold_on"] } }\n');
    await project.writePlugin("holds", {
      collect: 'await context.exec("hold_on"); return [];',
      manifest: "permissions:\n  exec: [{ command: hold_on, args: [] }]\n",
    });
    const monitor = await Monitor.start(project, { env: { PATH: `${dir}:${PATH}` } });
    const read = () => Deno.readTextFile(`${dir}/pids`).catch(() => undefined);
    const pids = (await eventually("it runs", read)).trim().split(" ").map(Number);
    assert.equal(pids.length, 2);
    const all = await descendantsOf(monitor.pid);
    monitor.signal("SIGKILL");
    await monitor.exited();
    for (const pid of pids) {
      assert.ok(await until(async () => !await isRunning(pid)), `${pid} still runs`);
    }
    await eventually("leaves nothing behind", async () => (await survivors(all)).length === 0);
    await project.remove();
  });
});
