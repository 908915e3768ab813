/** Tries each privileged thing under the flags with the real `deno`; each has to fail. */
import assert from "node:assert/strict";
import { EMPTY_GRANT } from "./permissions/empty_grant.ts";
import type { Grant } from "../contract/grant.ts";
import { guestFlags, hostFlags } from "./flags.ts";

/** Tries one thing each and prints what came of it: `ok <value>` or the name of the error. */
const PROBE = `
const tried = {
  granted: () => Deno.readTextFile(Deno.args[1] + "/granted.txt"),
  passwd: () => Deno.readTextFile("/etc/passwd"),
  proc: () => Deno.readTextFile("/proc/self/environ"),
  node: async () => (await import("node:fs")).readFileSync("/etc/passwd", "utf8"),
  fetchFile: async () => (await fetch("file:///etc/passwd")).text(),
  env: () => Deno.env.get("GRANTED") + " " + Deno.env.get("SECRET"),
  environment: () => JSON.stringify(Deno.env.toObject()),
  run: () => new Deno.Command(Deno.execPath(), { args: ["--version"] }).output(),
  write: () => Deno.writeTextFile(Deno.args[1] + "/written", "x"),
  temporary: () => Deno.makeTempFile(),
  net: () => Deno.connect({ hostname: Deno.args[3] ?? "127.0.0.1", port: Number(Deno.args[2]) }),
  listenOther: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  resolve: () => Deno.resolveDns("example.com", "A"),
  sys: () => Deno.hostname(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  signal: () => Deno.kill(Deno.ppid, "SIGCONT"),
  outside: () => import("file://" + Deno.args[1] + "/outside.ts"),
  link: () => import("file://" + Deno.args[1] + "/plugin/link.ts"),
  npm: () => import("npm:" + "zod"),
  remote: () => import("https:" + "//esm.sh/zod"),
  data: () => import("data:text/javascript,import%20t%20from%20'file:///etc/passwd'%20with%20" +
    "{type:'text'};export%20default%20t"),
};
const found = {};
for (const [name, attempt] of Object.entries(tried)) {
  try {
    found[name] = "ok " + String(await attempt());
  } catch (error) {
    found[name] = error.name;
  }
}
console.log(JSON.stringify(found));
`;

const STATIC_IMPORT = `import text from "/etc/passwd" with { type: "text" };console.log(text);`;

/** A folder with what the probes reach for, and a port that someone listens on. */
async function withFixture(use: (fixture: { dir: string; port: number }) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    await Deno.mkdir(`${dir}/plugin`);
    const files = {
      "entry.ts": "await import(`file://${Deno.args[0]}`);",
      "plugin/mod.ts": PROBE,
      "plugin/static.ts": STATIC_IMPORT,
      "plugin/mapped.ts": `import { answer } from "@llm-monitor/sdk";console.log(answer);`,
      "plugin/sdk.ts": "export const answer = 42;",
      "outside.ts": "export const secret = 1;",
      "granted.txt": "granted",
      "import_map.json": `{"imports":{"@llm-monitor/sdk":"./plugin/sdk.ts"}}`,
      "deno.json": "{}",
      "deno.lock": `{"version":"5"}`,
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    await Deno.symlink(`${dir}/outside.ts`, `${dir}/plugin/link.ts`);
    await use({ dir, port: listener.addr.port });
  } finally {
    listener.close();
    await Deno.remove(dir, { recursive: true });
  }
}

async function deno(flags: readonly string[], args: readonly string[]) {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...args],
    cwd: "/",
    clearEnv: true,
    env: { GRANTED: "yes", SECRET: "no", DENO_DIR: "/nonexistent", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout).trim(),
    stderr: decoder.decode(output.stderr),
  };
}

function makeArguments(dir: string, grant: Partial<Grant> = {}, ownPort = 8090): string[] {
  return guestFlags({
    name: "bad_one",
    grant: { ...EMPTY_GRANT, ...grant },
    readPaths: [`${dir}/plugin`],
    importMap: `${dir}/import_map.json`,
    memoryBytes: 64 * 1024 * 1024,
    ownPort,
  });
}

const REFUSED = "NotCapable";

Deno.test("guestFlags leave a guest nothing but its grant", async () => {
  await withFixture(async ({ dir, port }) => {
    const flags = makeArguments(dir, {
      env: ["GRANTED"],
      read: [`${dir}/granted.txt`],
      net: ["127.0.0.1:1", "[::1]:1", "name.invalid:80"],
    });
    const { code, stdout, stderr } = await deno(flags, [
      `${dir}/entry.ts`,
      `${dir}/plugin/mod.ts`,
      dir,
      String(port),
    ]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      granted: "ok granted",
      passwd: REFUSED,
      proc: REFUSED,
      node: REFUSED,
      fetchFile: REFUSED,
      env: "ok yes undefined",
      environment: 'ok {"GRANTED":"yes"}',
      run: REFUSED,
      write: REFUSED,
      temporary: REFUSED,
      net: REFUSED,
      listenOther: REFUSED,
      resolve: REFUSED,
      sys: REFUSED,
      ffi: REFUSED,
      signal: REFUSED,
      outside: "TypeError",
      link: "TypeError",
      npm: "TypeError",
      remote: "TypeError",
      data: "TypeError",
    });
  });
});

Deno.test("guestFlags let a granted target be reached", async () => {
  await withFixture(async ({ dir, port }) => {
    const { stdout, stderr } = await deno(makeArguments(dir, { net: [`127.0.0.1:${port}`] }), [
      `${dir}/entry.ts`,
      `${dir}/plugin/mod.ts`,
      dir,
      String(port),
    ]);
    assert.equal(JSON.parse(stdout).net, "ok [object Object]", stderr);
  });
});

Deno.test("item 29: guestFlags close our own port to a granted name that resolves to it", async () => {
  await withFixture(async ({ dir, port }) => {
    const attempt = async (ownPort: number) => {
      const flags = makeArguments(dir, { net: [`localhost:${port}`] }, ownPort);
      const args = [`${dir}/entry.ts`, `${dir}/plugin/mod.ts`, dir, String(port), "localhost"];
      return JSON.parse((await deno(flags, args)).stdout).net;
    };
    assert.equal(await attempt(8090), "ok [object Object]");
    assert.equal(await attempt(port), REFUSED);
  });
});

Deno.test("guestFlags stop a static import of a file outside, and give the SDK", async () => {
  await withFixture(async ({ dir }) => {
    const run = (entry: string) =>
      deno(makeArguments(dir), [`${dir}/entry.ts`, `${dir}/plugin/${entry}`]);
    const stolen = await run("static.ts");
    assert.notEqual(stolen.code, 0);
    assert.equal(stolen.stdout, "");
    assert.match(stolen.stderr, /Requires read access to "\/etc\/passwd"/);
    const mapped = await run("mapped.ts");
    assert.equal(mapped.stdout, "42", mapped.stderr);
  });
});

Deno.test("guestFlags cap the heap at the plugin's memory", async () => {
  await withFixture(async ({ dir }) => {
    const entry = `${dir}/plugin/heap.ts`;
    await Deno.writeTextFile(
      entry,
      `const kept = [];
      for (let i = 0; i < 100; i++) kept.push(Array.from({ length: 2 ** 17 }, () => i + 0.5));`,
    );
    const { code } = await deno(makeArguments(dir), [`${dir}/entry.ts`, entry]);
    assert.equal(code, 133);
  });
});

Deno.test("hostFlags leave the host its address alone", async () => {
  await withFixture(async ({ dir, port }) => {
    const hostPort = port === 65_535 ? port - 1 : port + 1;
    const flags = hostFlags({
      listen: { host: "127.0.0.1", port: hostPort },
      configFile: `${dir}/deno.json`,
      lockFile: `${dir}/deno.lock`,
    });
    const { code, stdout, stderr } = await deno(flags, [
      `${dir}/plugin/mod.ts`,
      "",
      dir,
      String(port),
    ]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      granted: REFUSED,
      passwd: REFUSED,
      proc: REFUSED,
      node: REFUSED,
      fetchFile: REFUSED,
      env: REFUSED,
      environment: REFUSED,
      run: REFUSED,
      write: REFUSED,
      temporary: REFUSED,
      net: REFUSED,
      listenOther: REFUSED,
      resolve: REFUSED,
      sys: REFUSED,
      ffi: REFUSED,
      signal: REFUSED,
      outside: "TypeError",
      link: "TypeError",
      npm: "TypeError",
      remote: "TypeError",
      data: "TypeError",
    });
  });
});

Deno.test("hostFlags let the host listen, over IPv6 too, or at any port", async () => {
  await withFixture(async ({ dir }) => {
    for (const [host, port] of [["127.0.0.1", 0], ["::1", 0], ["localhost", 0]] as const) {
      const script = `${dir}/plugin/listen.ts`;
      await Deno.writeTextFile(
        script,
        `try {
          Deno.listen({ hostname: "${host}", port: ${port} }).close();
          console.log("listening");
        } catch (error) { console.log(error.name); }`,
      );
      const flags = hostFlags({
        listen: { host, port },
        configFile: `${dir}/deno.json`,
        lockFile: `${dir}/deno.lock`,
      });
      const { stdout, stderr } = await deno(flags, [script]);
      // A machine without IPv6 has no such address; what counts is that it may be asked for.
      const isAllowed = stdout === "listening" || host === "::1" && stdout === "AddrNotAvailable";
      assert.ok(isAllowed, `${host}: ${stdout} ${stderr}`);
    }
  });
});
