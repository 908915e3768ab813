/** Verbs that ask a running instance: in a pipe and in a terminal. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";
import { run } from "../support/tools.ts";
import { REPO } from "../repo/source_files.ts";

function verb(name: string, ...args: string[]) {
  return run(Deno.execPath(), ["run", "-A", "--quiet", `${REPO}/runtime/cli/${name}.ts`, ...args]);
}

async function withDemo(test: (monitor: Monitor, dir: string) => Promise<void>): Promise<void> {
  await withMonitor((project) => project.writePlugin("demo"), async (monitor, project) => {
    await monitor.untilState("demo", "idle");
    await test(monitor, project.dir);
  });
}

Deno.test("metrics prints what matches, and what one plugin gave", async () => {
  await withDemo(async ({ url }) => {
    const found = await verb("metrics", "--url", url, "--grep", "DEMO_value");
    assert.equal(found.code, 0, found.output);
    assert.match(found.output, /^# HELP llm_monitor_demo_value_ratio .*\n# TYPE .*\n.* 0\.5\n$/m);
    const plugin = await verb("metrics", "--url", url, "--plugin", "demo");
    assert.match(plugin.output, /^llm_monitor_demo_value_ratio 0\.5$/m);
    assert.doesNotMatch(plugin.output, /llm_monitor_runtime/);
    const none = await verb("metrics", "--url", url, "--grep", "no_such");
    assert.equal(none.code, 1);
    const wrong = await verb("metrics", "--url", url, "--grep", "(");
    assert.equal(wrong.code, 2);
  });
});

Deno.test("metrics says why a plugin has none, and in which state it is", async () => {
  const collect = 'return inactive("Nothing is here");';
  await withMonitor((project) => project.writePlugin("demo", { collect }), async (monitor) => {
    await monitor.untilState("demo", "inactive");
    const { code, output } = await verb("metrics", "--url", monitor.url, "--plugin", "demo");
    assert.equal(code, 1);
    assert.equal(output, 'Plugin "demo" has no metrics: it is inactive. Nothing is here\n');
  });
});

Deno.test("top prints once into a pipe, and says where nobody answers", async () => {
  await withDemo(async ({ url }) => {
    const { code, output } = await verb("top/main", "--url", url);
    assert.equal(code, 0, output);
    assert.match(output, /^\* healthy .*\n\nNo problems\n/);
    assert.match(output, /^demo +idle/m);
    assert.ok(!output.includes("\x1b"));
  });
  const nobody = await verb("top/main", "--url", "http://127.0.0.1:9");
  assert.equal(nobody.code, 5);
  assert.match(nobody.output, /host_unreachable.*127\.0\.0\.1:9[\s\S]*deno task start/);
});

Deno.test("top takes a terminal, ends with q, and gives the terminal back", async () => {
  await withDemo(async ({ url }) => {
    const line = `${Deno.execPath()} run -A --quiet ${REPO}/runtime/cli/top/main.ts --url ${url}`;
    const child = new Deno.Command("script", {
      args: ["-qfec", line, "/dev/null"],
      env: { TERM: "xterm" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let screen = "";
    const reading = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) screen += text;
    })();
    await eventually("it draws twice", () => screen.split("q quits").length > 2);
    assert.ok(screen.includes("\x1b[?1049h"));
    assert.match(screen, /demo +.*idle/);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("q"));
    assert.equal((await child.status).code, 0);
    await writer.close().catch((error: unknown) => assert.ok(error instanceof Error));
    await reading;
    assert.ok(screen.trimEnd().endsWith("\x1b[?25h\x1b[?1049l"), JSON.stringify(screen.slice(-60)));
  });
});

Deno.test("verbs send what the configured instance asks for, and say what is missing elsewhere", async () => {
  const token = "a-token-that-nobody-guesses";
  await withMonitor(async (project) => {
    await project.writePlugin("demo");
    await project.writeConfig("server: { port: 0, auth: { bearerTokenEnv: TOKEN } }\n");
  }, async ({ url }, project) => {
    const file = `${project.dir}/token`;
    await Deno.writeTextFile(file, `${token}\n`);
    const refused = await verb("metrics", "--url", url);
    assert.equal(refused.code, 3, refused.output);
    assert.match(refused.output, /auth_invalid[\s\S]*--token-file/);
    assert.doesNotMatch(refused.output, new RegExp(token));
    await Deno.writeTextFile(`${project.dir}/wrong`, "another\n");
    const wrong = await verb("metrics", "--url", url, "--token-file", `${project.dir}/wrong`);
    assert.equal(wrong.code, 3, wrong.output);
    assert.match(wrong.output, /auth_invalid[\s\S]*refused the credentials that were sent/);
    const given = await verb(
      "metrics",
      "--url",
      url,
      "--token-file",
      file,
      "--grep",
      "runtime_info",
    );
    assert.equal(given.code, 0, given.output);
    const config = `server: { port: ${new URL(url).port}, auth: { bearerTokenFile: ${file} } }\n`;
    await Deno.writeTextFile(`${project.dir}/other.yaml`, config);
    const configured = await verb(
      "metrics",
      `--config=${project.dir}/other.yaml`,
      "--grep=runtime_info",
    );
    assert.equal(configured.code, 0, configured.output);
  }, { TOKEN: token });
});

Deno.test("plugin list tells what a running instance does, or that none runs", async () => {
  await withDemo(async ({ url }, dir) => {
    const list = (...args: string[]) =>
      run(Deno.execPath(), [
        "run",
        "-A",
        "--quiet",
        `${REPO}/runtime/cli/plugin/main.ts`,
        "list",
        ...args,
      ], {
        cwd: dir,
      });
    const none = await list();
    assert.match(none.output, /demo +1\.0\.0 +ready/);
    assert.match(none.output, /No instance is running here/);
    await Deno.writeTextFile(`${dir}/here.yaml`, `server: { port: ${new URL(url).port} }\n`);
    const here = await list(`--config=${dir}/here.yaml`);
    assert.match(here.output, /demo +1\.0\.0 +(?:idle|collecting)/);
    assert.doesNotMatch(here.output, /No instance is running here/);
  });
});
