import assert from "node:assert/strict";
import { IssuesError } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { loadConfig } from "./load.ts";
import type { LoadOptions } from "./load.ts";

/** Runs a test in a folder that holds the files. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  test: (
    dir: string,
    load: (options?: Partial<LoadOptions>) => ReturnType<typeof loadConfig>,
  ) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(`${dir}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    await test(dir, (options) => loadConfig({ env: {}, cwd: dir, ...options }));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function issuesOf(loading: Promise<unknown>): Promise<readonly Issue[]> {
  try {
    await loading;
  } catch (error) {
    assert.ok(error instanceof IssuesError, String(error));
    return error.issues;
  }
  assert.fail("It was taken");
}

Deno.test("loadConfig does without a file", () =>
  withFiles({}, async (dir, load) => {
    const { config, file, warnings } = await load();
    assert.equal(file, undefined);
    assert.deepEqual(warnings, []);
    assert.equal(config.server.port, 8090);
    assert.equal(config.plugins.dir, `${dir}/plugins`);
    assert.equal(config.state.dir, `${dir}/.llm-monitor`);
  }));

Deno.test("loadConfig looks for the file where it is told, then in the environment, then here", () => {
  const files = {
    "config.yaml": "server: { port: 1 }\n",
    "etc/env.yaml": "server: { port: 2 }\n",
    "etc/option.yaml": "server: { port: 3 }\n",
  };
  return withFiles(files, async (dir, load) => {
    const env = { LLM_MONITOR_CONFIG: `${dir}/etc/env.yaml` };
    const cases: [Partial<LoadOptions>, string, number][] = [
      [{}, "config.yaml", 1],
      [{ env: { LLM_MONITOR_CONFIG: "" } }, "config.yaml", 1],
      [{ env }, "etc/env.yaml", 2],
      [{ env, path: "./x/../etc/option.yaml" }, "etc/option.yaml", 3],
    ];
    for (const [options, name, port] of cases) {
      const { file, config } = await load(options);
      assert.deepEqual([file, config.server.port], [`${dir}/${name}`, port]);
    }
  });
});

Deno.test("loadConfig lets the command line win over the environment, and that over the file", () =>
  withFiles({ "config.yaml": "server: { host: a, port: 1 }\n" }, async (_, load) => {
    const env = { LLM_MONITOR_SERVER_PORT: "2", LLM_MONITOR_SERVER_HOST: "b" };
    assert.equal((await load({ env })).config.server.port, 2);
    const { server } = (await load({ env, overrides: { port: 3 } })).config;
    assert.deepEqual([server.host, server.port], ["b", 3]);
  }));

Deno.test("loadConfig takes folders from the file's own folder", () =>
  withFiles(
    { "etc/a.yaml": "plugins: { dir: ../mine }\nstate: { dir: /var/x/./y }\n" },
    async (dir, load) => {
      const { config } = await load({ path: "etc/a.yaml" });
      assert.equal(config.plugins.dir, `${dir}/mine`);
      assert.equal(config.state.dir, "/var/x/y");
    },
  ));

Deno.test("loadConfig says everything that is wrong at once, and where", () => {
  const text = "server:\n  port: 99999\n  prot: 1\nplugins:\n  Bad: {}\nlog: { level: loud }\n";
  return withFiles({ "config.yaml": text }, async (_, load) => {
    const env = { LLM_MONITOR_LOG_FORMAT: "xml", LLM_MONITOR_SUPERVISOR_RECYCLE_AFTER_RUNS: "x" };
    const issues = await issuesOf(load({ env }));
    const found = issues.map(({ file, line, path }) => `${file}:${line ?? ""} ${path}`).sort();
    assert.deepEqual(found, [
      "config.yaml:2 server.port",
      "config.yaml:3 server.prot",
      "config.yaml:5 plugins.Bad",
      "config.yaml:6 log.level",
      "environment: LLM_MONITOR_LOG_FORMAT",
      "environment: LLM_MONITOR_SUPERVISOR_RECYCLE_AFTER_RUNS",
    ]);
    assert.ok(issues.every(({ code }) => code === "config_invalid"));
  });
});

Deno.test("loadConfig sees a section that is none, also under a variable", () =>
  withFiles({ "config.yaml": "server: 8090\n" }, async (_, load) => {
    for (const env of [{}, { LLM_MONITOR_SERVER_PORT: "8091" }]) {
      assert.equal((await issuesOf(load({ env })))[0]?.path, "server");
    }
  }));

Deno.test("loadConfig tells a missing, an oversized and a broken file apart", () =>
  withFiles(
    { "big.yaml": "#".repeat(1024 ** 2 + 1), "twice.yaml": "log: {}\nlog: {}\n" },
    async (_, load) => {
      const cases = {
        "none.yaml": "config_unreadable",
        "big.yaml": "config_too_large",
        "twice.yaml": "yaml_invalid",
      };
      for (const [path, code] of Object.entries(cases)) {
        const [issue] = await issuesOf(load({ path }));
        assert.deepEqual([issue?.code, issue?.file], [code, path]);
      }
    },
  ));

Deno.test("loadConfig warns of variables that it does not know", () =>
  withFiles({}, async (_, load) => {
    const env = { LLM_MONITOR_PORT_8090_TCP_ADDR: "10.0.0.1", HOME: "/root" };
    const { warnings } = await load({ env });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /LLM_MONITOR_PORT_8090_TCP_ADDR/);
  }));

Deno.test("loadConfig shows no secret of a file", () =>
  withFiles(
    { "config.yaml": "server: { auth: { bearerToken: hunter2 }, more: { password: hunter2 } }\n" },
    async (_, load) => {
      const issues = await issuesOf(load());
      assert.equal(issues.length, 2);
      assert.doesNotMatch(JSON.stringify(issues), /hunter2/);
    },
  ));

Deno.test("loadConfig takes a folder that a file names from there, and all others from where it runs", async () => {
  await withFiles({}, async (dir, load) => {
    await Deno.mkdir(`${dir}/etc`);
    const path = `${dir}/etc/config.yaml`;
    await Deno.writeTextFile(path, "log: { level: info }\n");
    assert.equal((await load({ path })).config.plugins.dir, `${dir}/plugins`);
    assert.equal((await load({ path })).config.state.dir, `${dir}/.llm-monitor`);
    await Deno.writeTextFile(path, "plugins: { dir: mine }\nstate: { dir: ../state }\n");
    assert.equal((await load({ path })).config.plugins.dir, `${dir}/etc/mine`);
    assert.equal((await load({ path })).config.state.dir, `${dir}/state`);
    const env = { LLM_MONITOR_PLUGINS_DIR: "theirs" };
    assert.equal((await load({ path, env })).config.plugins.dir, `${dir}/theirs`);
  });
});
