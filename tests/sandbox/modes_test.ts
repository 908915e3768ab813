/** Items 96 and 97 of the list of attacks: what lies on the disk, and who else can write it. */
import assert from "node:assert/strict";
import { removeCopy } from "../../runtime/kernel/artifacts/stage.ts";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import { filesBelow } from "../support/files_below.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { needsRoot, run } from "../support/tools.ts";

const CLI = new URL("../../runtime/cli", import.meta.url).pathname;
const LOADAVG = 'permissions: { facts: ["/proc/loadavg"] }\n';
const SERIES = "llm_monitor_one_value_ratio";

async function withProject(use: (project: TempProject) => Promise<void>): Promise<void> {
  const project = await TempProject.create();
  try {
    await use(project);
  } finally {
    await project.remove();
  }
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o7777;
}

/** The only DENO_DIR with the JavaScript of a plugin. */
async function findDenoDir(project: TempProject, plugin: string): Promise<string> {
  const root = `${project.dir}/.llm-monitor/transpiled/${plugin}`;
  const names = (await Array.fromAsync(Deno.readDir(root))).map(({ name }) => name);
  assert.equal(names.length, 1, names.join());
  return `${root}/${names[0]}`;
}

Deno.test("item 97: under a umask of 000 nobody else can write what the monitor makes", async () => {
  await withMonitor(
    (project) => project.writePlugin("one"),
    async (monitor, project) => {
      await monitor.untilState("one", "idle");
      await findDenoDir(project, "one");
      const made = await filesBelow(`${project.dir}/.llm-monitor`);
      assert.ok(made.some((path) => path.endsWith(".ts.js")), made.join());
      const { output } = await run("find", [`${project.dir}/.llm-monitor`, "-perm", "/022"]);
      assert.equal(output, "");
    },
    {},
    ["sh", "-c", 'umask 000; exec "$@"', "sh"],
  );
});

Deno.test("item 97: a state folder with links in it lets no chmod and no removal loose", async () => {
  await withProject(async (project) => {
    const state = `${project.dir}/.llm-monitor`;
    const precious = `${project.dir}/precious`;
    await Deno.mkdir(`${precious}/sub`, { recursive: true });
    await Deno.writeTextFile(`${precious}/sub/file`, "precious");
    await Deno.chmod(precious, 0o700);
    await project.writePlugin("one");
    for (const place of ["", "/staged", "/guest_deno_dir", "/transpiled", "/staged/one", "/lock"]) {
      const link = `${state}${place}`;
      await Deno.mkdir(link.slice(0, link.lastIndexOf("/")), { recursive: true });
      await Deno.symlink(precious, link);
      const monitor = new Monitor(project, [], {});
      assert.equal((await monitor.exited()).code, EXIT.failure, link);
      const said = monitor.logs.map(({ message }) => message).join("\n");
      assert.match(said, /error\[state_dir_unsafe\] Cannot trust .*it is a symbolic link/, link);
      assert.ok(said.includes(`${link} (owner ${Deno.uid()}, mode `), said);
      assert.match(said, /LLM_MONITOR_STATE_DIR/);
      assert.equal(await modeOf(precious), 0o700, link);
      assert.deepEqual(await filesBelow(precious), ["sub/file"], link);
      await removeCopy(state);
    }
    const monitor = await Monitor.start(project);
    await monitor.untilState("one", "idle");
    await monitor.stop();
  });
});

Deno.test({
  name: "item 97: a state folder that another user made is not touched",
  ignore: needsRoot("a folder of another user"),
  fn: () =>
    withProject(async (project) => {
      const state = `${project.dir}/.llm-monitor`;
      await Deno.mkdir(`${state}/staged`, { recursive: true });
      await Deno.symlink("/etc", `${state}/guest_deno_dir`);
      const { code } = await run("chown", ["-Rh", "61001:61001", state]);
      assert.equal(code, 0);
      await Deno.chmod(state, 0o750);
      const etc = await modeOf("/etc");
      const monitor = new Monitor(project, [], {});
      assert.equal((await monitor.exited()).code, EXIT.failure);
      const said = monitor.logs.map(({ message }) => message).join("\n");
      assert.match(
        said,
        /state_dir_unsafe\].*\(owner 61001, mode 0750\): it belongs to user 61001/,
      );
      assert.deepEqual([await modeOf(state), await modeOf("/etc")], [0o750, etc]);

      // Who only looks, or collects once, needs none of it.
      await project.writePlugin("one");
      const once = new Monitor(project, ["--once"], {});
      assert.equal((await once.exited()).code, 0);
      assert.match(once.stdout, new RegExp(`^${SERIES} 0.5$`, "m"));
      assert.deepEqual(await filesBelow(state), ["guest_deno_dir"]);
      const args = ["run", "-A", "--quiet", `${CLI}/doctor/main.ts`];
      const doctor = await run(Deno.execPath(), args, { cwd: project.dir });
      assert.equal(doctor.code, 0, doctor.output);
      assert.match(doctor.output, /warning\[state_dir_unsafe\].*user 61001/);
    }),
});

Deno.test("item 97: JavaScript that was changed on the disk does not run", async () => {
  await withMonitor((project) => project.writePlugin("one"), async (monitor, project) => {
    const one = await monitor.untilState("one", "idle");
    const denoDir = await findDenoDir(project, "one");
    const made = (await filesBelow(denoDir)).filter((path) =>
      path.includes("/staged/one/") && path.endsWith("/mod.ts.js")
    );
    assert.equal(made.length, 1);
    const file = `${denoDir}/${made[0]}`;
    const text = await Deno.readTextFile(file);
    assert.match(text, /, 0\.5\)/);
    await Deno.chmod(file, 0o644);
    await Deno.writeTextFile(file, text.replace(", 0.5)", ", 666)"));
    assert.ok(one.pid);
    Deno.kill(one.pid, "SIGKILL");
    await monitor.untilReplaced(one);
    assert.equal(await monitor.value(SERIES), 0.5);
    const line = await monitor.untilLogged(/"code":"transpiled_changed"/);
    assert.match(line.message, /JavaScript of plugin "one" in .* is generated again: /);
    assert.equal(await Deno.readTextFile(file), text);
    await monitor.untilState("one", "idle");
    assert.equal(await monitor.value(SERIES), 0.5);
  });
});

Deno.test("item 97: a lock file that everybody can write approves nothing, and says so", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("one", { manifest: LOADAVG });
    const args = ["run", "-A", "--quiet", `${CLI}/plugin/main.ts`, "approve", "one", "--yes"];
    const { code, output } = await run(Deno.execPath(), args, { cwd: project.dir });
    assert.equal(code, 0, output);
    await Deno.chmod(`${project.dir}/plugins.lock.json`, 0o666);
  }, async (monitor, project) => {
    await monitor.untilState("one", "pending");
    const line = await monitor.untilLogged(/"code":"lock_unsafe"/);
    assert.equal(line.level, "error");
    assert.match(line.message, /plugins\.lock\.json.*everybody.*approves nothing.*chmod go-w/);
    await Deno.chmod(`${project.dir}/plugins.lock.json`, 0o644);
    monitor.signal("SIGHUP");
    await monitor.untilState("one", "idle");
  });
});

Deno.test("item 97: what others can write is remarked once by start, and by doctor", async () => {
  await withProject(async (project) => {
    const bin = `${project.dir}/bin`;
    await Deno.mkdir(bin);
    await project.writePlugin("one");
    const open = [bin, project.configFile, project.pluginsDir, `${project.pluginsDir}/one`];
    for (const path of open) await Deno.chmod(path, 0o777);
    const env = { PATH: `${Deno.env.get("PATH")}:${bin}` };
    const monitor = await Monitor.start(project, { env });
    await monitor.untilState("one", "idle");
    monitor.signal("SIGHUP");
    for (const path of open) await monitor.untilLogged(new RegExp(`${path}: can be written by`));
    await monitor.stop();
    const told = monitor.logs.filter(({ code }) => code === "writable_by_others");
    const mine = told.filter(({ message }) => message.startsWith(project.dir));
    assert.equal(mine.length, open.length, JSON.stringify(told));
    assert.ok(mine.every(({ level }) => level === "warn"));

    const args = ["run", "-A", "--quiet", `${CLI}/doctor/main.ts`, "--json"];
    const doctor = await run(Deno.execPath(), args, { cwd: project.dir, env });
    assert.equal(doctor.code, 0, doctor.output);
    const { warnings } = JSON.parse(doctor.output) as { warnings: { file: string }[] };
    const files = warnings.map(({ file }) => file).filter((file) => file.startsWith(project.dir));
    assert.deepEqual(files.sort(), open.toSorted());
  });
});

Deno.test("item 96: --once beside a service has a folder of its own, and opens nothing of the service's", async () => {
  await withMonitor((project) => project.writePlugin("one"), async (monitor, project) => {
    const { pid } = await monitor.untilState("one", "idle");
    const denoDir = await findDenoDir(project, "one");
    const before = await filesBelow(`${project.dir}/.llm-monitor`);
    const temporary = await Deno.makeTempDir();
    const once = new Monitor(project, ["--once"], { TMPDIR: temporary });
    assert.equal((await once.exited()).code, 0, JSON.stringify(once.logs));
    assert.match(once.stdout, new RegExp(`^${SERIES} 0.5$`, "m"));
    for (const dir of [denoDir, `${denoDir}/gen`]) assert.equal(await modeOf(dir), 0o555);
    assert.deepEqual(await filesBelow(`${project.dir}/.llm-monitor`), before);
    assert.deepEqual(await filesBelow(temporary), []);
    await Deno.remove(temporary);
    assert.equal((await monitor.plugin("one"))?.pid, pid);

    const second = new Monitor(project, [], {});
    assert.equal((await second.exited()).code, EXIT.failure);
    const said = second.logs.map(({ message }) => message).join("\n");
    assert.match(said, new RegExp(`error\\[state_dir_in_use\\].*pid ${monitor.pid}, since `));
  });
});

Deno.test("item 96: a folder whose kernel was killed is free at once", async () => {
  await withProject(async (project) => {
    await project.writePlugin("one");
    const first = await Monitor.start(project);
    await first.untilState("one", "idle");
    first.signal("SIGKILL");
    await first.exited();
    const second = await Monitor.start(project);
    await second.untilState("one", "idle");
    await second.stop();
  });
});
