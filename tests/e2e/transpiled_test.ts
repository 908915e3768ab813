/** Guests start from JavaScript that was made once, in a DENO_DIR that they cannot write. */
import assert from "node:assert/strict";
import { encodeFrame } from "../../runtime/wire/encode_frame.ts";
import { PROTOCOL_VERSION } from "../../runtime/contract/limits.ts";
import { eventually } from "../support/eventually.ts";
import { filesBelow } from "../support/files_below.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

/** The command line and the DENO_DIR of a running guest. */
async function findGuest(monitor: Monitor, plugin: string) {
  for (const { pid } of await descendantsOf(monitor.pid)) {
    const [command, environment] = await Promise.all(
      ["cmdline", "environ"].map((file) => Deno.readTextFile(`/proc/${pid}/${file}`)),
    );
    const words = command?.split("\0").slice(0, -1) ?? [];
    // What stays in front of it ends with the same words.
    const isFence = words[0]?.endsWith("/bwrap") ?? false;
    if (isFence || !words.at(-1)?.includes(`/staged/${plugin}/`)) continue;
    return { words, denoDir: /DENO_DIR=([^\0]*)/.exec(environment ?? "")?.[1] ?? "" };
  }
  throw new Error(`Plugin "${plugin}" has no process`);
}

/** Every file below a folder, and when it was written. */
async function listFiles(dir: string): Promise<Map<string, number>> {
  const times = (await filesBelow(dir)).map(async (path) => {
    const { mtime } = await Deno.stat(`${dir}/${path}`);
    return [path, mtime?.getTime() ?? 0] as const;
  });
  return new Map(await Promise.all(times));
}

/** Starts a guest's command by hand, and lets it load its plugin. */
async function loadOnce(words: readonly string[], denoDir: string): Promise<string> {
  const [program = "", ...args] = words;
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const hello = {
    type: "hello",
    protocol: PROTOCOL_VERSION,
    plugin: "x",
    version: "1",
    config: {},
  };
  for (const message of [hello, { type: "stop" }]) await writer.write(encodeFrame(message));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

async function withProject(use: (project: TempProject) => Promise<void>) {
  const project = await TempProject.create();
  try {
    await use(project);
  } finally {
    await project.remove();
  }
}

Deno.test("a guest finds all its JavaScript, in a DENO_DIR that is closed while it runs", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const monitor = await Monitor.start(project);
    await monitor.untilState("one", "idle");
    const { words, denoDir } = await findGuest(monitor, "one");
    assert.ok(denoDir.startsWith(`${project.dir}/.llm-monitor/transpiled/one/`), denoDir);
    const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
    for (const dir of [denoDir, `${denoDir}/gen`]) assert.equal(await modeOf(dir), 0o555);
    await monitor.stop();

    // Open again, Deno would add whatever it misses.
    for (const dir of [denoDir, `${denoDir}/gen`]) assert.equal(await modeOf(dir), 0o755);
    const before = await listFiles(`${denoDir}/gen`);
    const output = await loadOnce(words, denoDir);
    assert.match(output, /"type":"hello"/);
    assert.deepEqual(await listFiles(`${denoDir}/gen`), before);
    const names = [...before.keys()].map((path) => path.slice(path.lastIndexOf("/") + 1));
    for (const name of ["bootstrap.ts.js", "define_plugin.ts.js", "mod.ts.js"]) {
      assert.ok(names.includes(name), name);
    }
  }));

Deno.test("an edited plugin runs from JavaScript of its own", () =>
  withProject(async (project) => {
    await project.writePlugin("one", { version: "1.0.0" });
    const monitor = await Monitor.start(project);
    await monitor.untilState("one", "idle");
    const { denoDir: first } = await findGuest(monitor, "one");
    await project.writePlugin("one", { version: "1.0.1" });
    const second = await eventually("its guest runs the other version", async () => {
      const { denoDir } = await findGuest(monitor, "one");
      return denoDir !== first && denoDir;
    });
    assert.ok((await Deno.stat(`${second}/gen`)).isDirectory);
    await monitor.stop();
  }));

Deno.test("a plugin gets no JavaScript of what it may not read, and says itself what is wrong", () =>
  withProject(async (project) => {
    await Deno.writeTextFile(`${project.dir}/secret.ts`, "export const secret: string = 'x';\n");
    await project.writePlugin("curious", {
      top: `import { secret } from "${project.dir}/secret.ts"; void secret;`,
    });
    await project.writePlugin("broken", { top: `import "./absent.ts";` });
    const monitor = await Monitor.start(project);
    for (const name of ["curious", "broken"]) {
      const { detail } = await monitor.untilState(name, "backoff", "quarantined");
      assert.match(detail, name === "curious" ? /read access/ : /absent\.ts/);
    }
    await monitor.stop();
    const made = await filesBelow(`${project.dir}/.llm-monitor/transpiled`);
    assert.ok(made.some((path) => path.startsWith("curious/")), "it was transpiled");
    assert.deepEqual(made.filter((path) => /secret|^broken\//.test(path)), []);
  }));
