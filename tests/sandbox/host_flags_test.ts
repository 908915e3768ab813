/** The host faces the network: its exact flags, and what a process with exactly these flags can do. */
import assert from "node:assert/strict";
import { hostCommand, hostEnvironment } from "../../runtime/kernel/process/host/host_command.ts";
import { makeLayout } from "../../runtime/kernel/config/layout.ts";
import { NO_WRAPPERS } from "../support/no_wrappers.ts";

const LISTEN = { host: "127.0.0.1", port: 18_090 };

/** Tries one thing each and prints, for each, `ok` or the name of the error. */
const PROBE = `
const [dir, otherPort] = Deno.args;
const loopback = (port) => ({ hostname: "127.0.0.1", port: Number(port) });
const tried = {
  listen: () => Deno.listen(loopback(18090)).close(),
  readPasswd: () => Deno.readTextFile("/etc/passwd"),
  readOwnCode: () => Deno.readTextFile(new URL(import.meta.url)),
  readProc: () => Deno.readTextFile("/proc/self/environ"),
  readByNode: async () => (await import("node:fs")).readFileSync("/etc/passwd", "utf8"),
  fetchFile: () => fetch("file:///etc/passwd"),
  write: () => Deno.writeTextFile(dir + "/written", "x"),
  temporary: () => Deno.makeTempFile(),
  envGet: () => Deno.env.get("SECRET"),
  envAll: () => Deno.env.toObject(),
  run: () => new Deno.Command("/bin/true").output(),
  runByNode: async () => (await import("node:child_process")).execSync("true"),
  connect: () => Deno.connect(loopback(otherPort)),
  connectOutside: () => Deno.connect({ hostname: "192.0.2.1", port: 80 }),
  listenOtherPort: () => Deno.listen(loopback(0)).close(),
  listenOtherAddress: () => Deno.listen({ hostname: "0.0.0.0", port: 18090 }).close(),
  fetchElsewhere: () => fetch("http://127.0.0.1:" + otherPort),
  listenUnix: () => Deno.listen({ transport: "unix", path: dir + "/socket" }).close(),
  resolve: () => Deno.resolveDns("example.com", "A"),
  hostname: () => Deno.hostname(),
  interfaces: () => Deno.networkInterfaces(),
  uid: () => Deno.uid(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  kill: () => Deno.kill(Deno.ppid, "SIGCONT"),
  importFile: () => import("file://" + dir + "/" + "other.ts"),
  importText: () => import("data:text/javascript,import%20t%20from%20'file:///etc/passwd'%20with" +
    "%20{type:'text'};export%20default%20t"),
  importRemote: () => import("https:" + "//esm.sh/zod"),
  grant: async () => {
    const { state } = await Deno.permissions.request({ name: "read" });
    if (state !== "granted") throw Object.assign(new Error(), { name: "NotCapable" });
  },
};
const found = {};
for (const [name, attempt] of Object.entries(tried)) {
  try {
    await attempt();
    found[name] = "ok";
  } catch (error) {
    found[name] = error.name;
  }
}
console.log(JSON.stringify(found));
`;

const DENIED = "NotCapable";

function layout() {
  return makeLayout({
    pluginsDir: "/x/plugins",
    stateDir: "/x/state",
    env: { DENO_DIR: "/x/deno" },
  });
}

Deno.test("hostCommand gives the host exactly these flags", () => {
  const { projectDir, denoPath } = layout();
  const command = hostCommand({ layout: layout(), wrappers: NO_WRAPPERS, listen: LISTEN });
  assert.deepEqual(command, [
    denoPath,
    "run",
    "--quiet",
    "--v8-flags=--max-semi-space-size=2",
    "--no-prompt",
    `--config=${projectDir}/deno.json`,
    `--lock=${projectDir}/deno.lock`,
    "--frozen",
    "--no-remote",
    "--cached-only",
    "--node-modules-dir=none",
    "--allow-net=127.0.0.1:18090",
    `${projectDir}/runtime/host/main.ts`,
  ]);
});

Deno.test("hostCommand gives no permission at all when the host does not listen", () => {
  const command = hostCommand({ layout: layout(), wrappers: NO_WRAPPERS, listen: undefined });
  assert.deepEqual(command.filter((word) => /^(?:--allow|-A)/.test(word)), []);
});

Deno.test("hostCommand puts setpriv in front where it works", () => {
  const wrappers = { ...NO_WRAPPERS, setpriv: "/usr/bin/setpriv" };
  const command = hostCommand({ layout: layout(), wrappers, listen: LISTEN });
  assert.deepEqual(command.slice(0, 4), [
    "/usr/bin/setpriv",
    "--no-new-privs",
    "--pdeathsig",
    "KILL",
  ]);
});

Deno.test("hostEnvironment holds nothing of ours", () => {
  assert.deepEqual(hostEnvironment(layout()), {
    MALLOC_ARENA_MAX: "1",
    MALLOC_MMAP_THRESHOLD_: "65536",
    MALLOC_TOP_PAD_: "65536",
    MALLOC_TRIM_THRESHOLD_: "65536",
    DENO_DIR: "/x/deno",
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  });
});

Deno.test("a process with the host's flags can listen there, and nothing else", async () => {
  assert.deepEqual(await probe(LISTEN), {
    listen: "ok",
    ...everythingDenied(),
  });
});

Deno.test("a process with the flags of a single run can do nothing", async () => {
  assert.deepEqual(await probe(undefined), { listen: DENIED, ...everythingDenied() });
});

/** Returns the end that each attempt but `listen` has to have. */
function everythingDenied(): Record<string, string> {
  const names = [...PROBE.matchAll(/^ {2}(\w+): /gm)].map(([, name = ""]) => name);
  assert.ok(names.length > 25);
  const denied = names.filter((name) => name !== "listen").map((name) => [name, DENIED]);
  return {
    ...Object.fromEntries(denied),
    importFile: "TypeError",
    importText: "TypeError",
    importRemote: "TypeError",
  };
}

async function probe(listen: typeof LISTEN | undefined): Promise<Record<string, string>> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    await Deno.writeTextFile(`${dir}/probe.js`, PROBE);
    await Deno.writeTextFile(`${dir}/other.ts`, "export const secret = 1;");
    const command = hostCommand({ layout: layout(), wrappers: NO_WRAPPERS, listen });
    const [program = "", ...args] = command.with(-1, `${dir}/probe.js`);
    const { stdout, stderr } = await new Deno.Command(program, {
      args: [...args, dir, String(listener.addr.port)],
      clearEnv: true,
      env: { DENO_DIR: `${dir}/deno_dir`, NO_COLOR: "1", SECRET: "no" },
      cwd: "/",
    }).output();
    const said = new TextDecoder().decode(stdout);
    assert.notEqual(said, "", new TextDecoder().decode(stderr));
    return JSON.parse(said);
  } finally {
    listener.close();
    await Deno.remove(dir, { recursive: true });
  }
}
