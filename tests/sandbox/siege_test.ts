/** Items 90-93, 95, 100, 101, 103, 106 of the list of attacks: what needs no permission of Deno's. */
import assert from "node:assert/strict";
import { guestEnvironment } from "../../runtime/kernel/process/guest/guest_command.ts";
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { addBadPlugin, readReached } from "./bad_plugins.ts";
import { underAttack } from "./under_attack.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

Deno.test("item 93: uses_the_gpu gets no graphics card", async () => {
  await underAttack(["uses_the_gpu"], async (monitor) => {
    const reached = await eventually("it made its attempts", async () => {
      const found = readReached(await monitor.metrics(), "uses_the_gpu");
      return found.size === 1 && found;
    });
    assert.deepEqual([...reached.values()], [0]);
  });
});

Deno.test("item 95: none of our processes has a descriptor that the launcher left open", async () => {
  await withMonitor(
    async (project) => {
      await project.writeConfig('policy: { free: { exec: ["sleep"] } }\n');
      await project.writePlugin("good");
      await project.writePlugin("waits", {
        collect: 'await context.exec("sleep", ["60"]); return [];',
        manifest: 'permissions:\n  exec: [{ command: sleep, args: ["60"] }]\n',
      });
    },
    async (monitor) => {
      const { pid } = await monitor.untilState("good", "idle");
      const started = await eventually("the command runs", async () => {
        const all = await descendantsOf(monitor.pid);
        return all.some(({ command }) => command.startsWith("/usr/bin/sleep")) && all;
      });
      assert.ok(started.some((process) => process.pid === pid));
      assert.ok(started.some(({ command }) => command.includes("/runtime/host/")));
      for (const { pid, command } of started) assert.deepEqual(leftOpen(pid), [], command);
      assert.deepEqual(leftOpen(monitor.pid), ["/etc/hostname"], "the launcher left nothing open");
    },
    {},
    ["bash", "-c", 'exec 60</etc/hostname; exec "$0" "$@"'],
  );
});

/** Files of the launcher that a process has open; none when it has ended. */
function leftOpen(pid: number): string[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/fd`)]
      .map(({ name }) => Deno.readLinkSync(`/proc/${pid}/fd/${name}`))
      .filter((target) => target.startsWith("/etc/"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

Deno.test("item 101: a guest that lost its kernel before it began ends at once", async () => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", `${ROOT}runtime/guest/bootstrap.ts`, "/none"],
    env: guestEnvironment(EMPTY_GRANT, { denoDir: Deno.env.get("DENO_DIR") ?? "", env: {} }),
    // Whose end is not what ends it.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // As the kernel's end does: nobody reads it any more.
  await command.stderr.cancel();
  assert.equal((await command.status).code, 1);
  await Promise.all([command.stdin.close(), command.stdout.cancel()]);
});

Deno.test("item 90: the tests of a plugin that waits for approval do not run", async () => {
  const project = await TempProject.create();
  try {
    const proof = `${project.dir}/ran`;
    await project.writePlugin("waits", {
      manifest: 'permissions:\n  exec: [{ command: "true", args: [] }]\n',
    });
    await project.writeFile("waits", "mod_test.ts", `Deno.writeTextFileSync("${proof}", "");`);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", `${ROOT}runtime/cli/plugin/main.ts`, "test", "waits"],
      cwd: project.dir,
    }).output();
    assert.equal(code, 4, new TextDecoder().decode(stderr));
    assert.match(new TextDecoder().decode(stderr), /plugin approve waits/);
    assert.equal(
      await eventually("it has ended", () => Deno.stat(proof).then(() => "ran", () => "no")),
      "no",
    );
  } finally {
    await project.remove();
  }
});

Deno.test("items 91, 92: a free plugin may not have the address of another's server, nor the engine's", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig(
      'services: { docker: { host: "tcp://127.0.0.1:28375" } }\n' +
        'plugins: { owner: { config: { target: "http://127.0.0.1:28200" } } }\n',
    );
    await project.writePlugin("owner", {
      manifest: 'config: { target: { type: string, description: A server., default: "" } }\n' +
        'permissions: { net: ["{target}"] }\n',
    });
    for (const [name, port] of [["listens", 28200], ["commands", 28375], ["modest", 28201]]) {
      await project.writePlugin(`${name}`, {
        manifest: `permissions: { net: ["localhost:${port}"] }\n`,
      });
    }
  }, async (monitor) => {
    for (const name of ["owner", "modest"]) await monitor.untilState(name, "idle");
    for (const name of ["listens", "commands"]) {
      const { pid, detail } = await monitor.untilState(name, "pending");
      assert.equal(pid, null);
      assert.match(detail, /It asks for net localhost:28/);
    }
  });
});

Deno.test("item 100: a plugin that took another's family first gives it up when the owner comes", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("thief");
    const manifest = await Deno.readTextFile(`${project.pluginsDir}/thief/plugin.yaml`);
    const text = manifest.replace("llm_monitor_thief_value_ratio", "llm_monitor_owner_value_ratio");
    await project.writeFile("thief", "plugin.yaml", text);
    const code = await Deno.readTextFile(`${project.pluginsDir}/thief/mod.ts`);
    await project.writeFile("thief", "mod.ts", code.replaceAll("monitor_thief", "monitor_owner"));
  }, async (monitor, project) => {
    await monitor.untilState("thief", "idle");
    await project.writePlugin("owner");
    await monitor.untilState("owner", "idle");
    await monitor.untilState("thief", "rejected");
    assert.equal(await monitor.value("llm_monitor_owner_value_ratio"), 0.5);
  });
});

Deno.test("item 103: a kernel that is stopped is noticed, and goes on where it was", async () => {
  await withMonitor((project) => project.writePlugin("good"), async (monitor) => {
    await monitor.untilReady();
    monitor.signal("SIGSTOP");
    try {
      await eventually("the host says so", async () => {
        const { status, text } = await monitor.get("/ready");
        return status === 503 && /The kernel process has not answered/.test(text);
      });
      assert.equal((await monitor.get("/health")).status, 200);
    } finally {
      monitor.signal("SIGCONT");
    }
    await monitor.untilReady();
  });
});

for (const format of ["json", "text"]) {
  Deno.test(`item 106: deceives_readers moves no cursor and turns no text round in a log of ${format}`, async () => {
    const project = await TempProject.create();
    try {
      await project.writeConfig(`log: { format: ${format} }\n`);
      await addBadPlugin(project, "deceives_readers");
      const log = `${project.dir}/log`;
      const monitor = new Monitor(project, ["--once"], {}, [
        "sh",
        "-c",
        `exec "$@" 2>${log}`,
        "sh",
      ]);
      await monitor.exited();
      const lines = (await Deno.readTextFile(log)).split("\n").slice(0, -1);
      for (const way of ["logged", "console", "raw", "thrown"]) {
        assert.ok(lines.some((line) => line.includes(`${way} a`)), `${way}: ${lines.join("\n")}`);
      }
      for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
      if (format === "json") lines.forEach((line) => JSON.parse(line));
    } finally {
      await project.remove();
    }
  });
}
