/** `deno task service` on a system that does not run, below a folder. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { needs, needsRoot, run } from "../support/tools.ts";

const UNIT = "etc/systemd/system/llm-monitor.service";
const PROJECT = ["--project", "/opt/llm-monitor", "--deno", "/usr/bin/deno"];

/** A system with the project, a Deno, and nobody but root. */
class StandIn implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<StandIn> {
    const root = await Deno.makeTempDir({ prefix: "llm-monitor-root-" });
    await Deno.chmod(root, 0o755);
    for (const folder of ["etc", "usr/bin", "opt/llm-monitor"]) {
      await Deno.mkdir(`${root}/${folder}`, { recursive: true });
    }
    await Deno.writeTextFile(`${root}/usr/bin/deno`, "", { mode: 0o755 });
    for (const file of ["deno.json", "deno.lock"]) {
      await Deno.copyFile(`${REPO}/${file}`, `${root}/opt/llm-monitor/${file}`);
      await Deno.chmod(`${root}/opt/llm-monitor/${file}`, 0o644);
    }
    return new StandIn(root);
  }

  async service(verb: string, ...args: string[]): Promise<{ code: number; output: string }> {
    return await service(verb, "--root", this.root, ...args);
  }

  async isThere(path: string): Promise<boolean> {
    return await Deno.lstat(`${this.root}/${path}`).then(() => true, () => false);
  }

  async modeOf(path: string): Promise<number> {
    return ((await Deno.stat(`${this.root}/${path}`)).mode ?? 0) & 0o7777;
  }

  async read(path: string): Promise<string> {
    return await Deno.readTextFile(`${this.root}/${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

async function service(...args: string[]): Promise<{ code: number; output: string }> {
  return await run(Deno.execPath(), [
    ...["run", "-A", "--quiet", `${REPO}/runtime/cli/service/main.ts`, ...args],
  ], { env: { NO_COLOR: "1" } });
}

const LACKS = [
  needsRoot("installing a service"),
  needs("systemd-sysusers", "systemd"),
  needs("systemctl", "systemd"),
  needs("userdel", "passwd"),
].includes(true);

Deno.test({
  name: "install asks before it writes, writes what it said, and does nothing twice",
  ignore: LACKS,
  fn: async () => {
    await using system = await StandIn.create();
    const asked = await system.service("install", ...PROJECT);
    assert.equal(asked.code, 4);
    assert.match(asked.output, new RegExp(`\\+ write +${system.root}/${UNIT}`));
    assert.match(asked.output, /nobody can answer/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${system.root}/etc`)), []);

    const done = await system.service("install", ...PROJECT, "--yes");
    assert.equal(done.code, 0, done.output);
    const { output: unit } = await service("print", ...PROJECT);
    assert.equal(await system.read(UNIT), unit);
    assert.equal(await system.modeOf(UNIT), 0o644);
    assert.equal(await system.modeOf("etc/llm-monitor/environment"), 0o600);
    assert.match(await system.read("etc/passwd"), /^llm-monitor:.*:\/usr\/sbin\/nologin$/m);
    const wants = "etc/systemd/system/multi-user.target.wants/llm-monitor.service";
    assert.equal(await Deno.readLink(`${system.root}/${wants}`), `/${UNIT}`);
    const zod = "usr/local/lib/llm-monitor/deno/npm/registry.npmjs.org/zod";
    assert.equal(await system.modeOf(zod), 0o755);
    const status = await system.service("status");
    assert.equal(status.code, 0);
    assert.match(status.output, /service, up to date\n/);

    await Deno.writeTextFile(`${system.root}/etc/llm-monitor/config.yaml`, "log: {}\n");
    const again = await system.service("install", ...PROJECT, "--yes");
    assert.doesNotMatch(again.output, /write|change/);
    assert.equal(await system.read("etc/llm-monitor/config.yaml"), "log: {}\n");

    await Deno.writeTextFile(`${system.root}/${UNIT}`, unit.replace("UMask=0077\n", ""));
    assert.match((await system.service("status")).output, /another version/);
  },
});

Deno.test({
  name: "remove keeps what is the operator's, and --purge leaves nothing",
  ignore: LACKS,
  fn: async () => {
    await using system = await StandIn.create();
    assert.match((await system.service("remove")).output, /There is no service here/);
    await system.service("install", ...PROJECT, "--yes");
    const asked = await system.service("remove");
    assert.equal(asked.code, 4);
    assert.ok(await system.isThere(UNIT));
    assert.equal((await system.service("remove", "--yes")).code, 0);
    for (const path of [UNIT, "usr/local/lib/llm-monitor", "etc/sysusers.d/llm-monitor.conf"]) {
      assert.equal(await system.isThere(path), false, path);
    }
    assert.ok(await system.isThere("etc/llm-monitor/config.yaml"));
    assert.match(await system.read("etc/passwd"), /llm-monitor/);
    assert.equal((await system.service("remove", "--purge", "--yes")).code, 0);
    assert.equal(await system.isThere("etc/llm-monitor"), false);
    assert.doesNotMatch(await system.read("etc/passwd"), /llm-monitor/);
  },
});

Deno.test({
  name: "install changes nothing where the service's user could not run it",
  ignore: LACKS,
  fn: async () => {
    await using system = await StandIn.create();
    await Deno.chmod(`${system.root}/opt`, 0o700);
    const { code, output } = await system.service(
      ...["install", ...PROJECT, "--groups", "docker", "--yes"] as const,
    );
    assert.equal(code, 1);
    assert.match(output, /\/opt is closed to others\. Put the project where everybody may read it/);
    assert.match(output, /There is no group docker/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${system.root}/etc`)), []);
  },
});

Deno.test("a service is changed by root alone, and where there is a system", async () => {
  const { code, output } = await service("install", "--root", "/nonexistent", "--yes");
  assert.equal(code, 1);
  assert.match(output, Deno.uid() === 0 ? /holds no system/ : /you are not root/);
});
