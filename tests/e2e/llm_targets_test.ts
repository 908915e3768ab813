/** Tests how the llm plugin comes to its servers: keys, addresses of config, and labelled containers. */
import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { lacksDocker, withDocker } from "../support/docker_engine.ts";
import { eventually } from "../support/eventually.ts";
import { LlmServer, VLLM, withLlmServer } from "../support/llm_server.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";

const KEY = "sk-e2e-0123456789abcdef";
const FAST = 'supervisor: { minInterval: "1s", inactiveInterval: "1s" }\n';

/** Runs a test over the llm plugin with this configuration, as it comes with the project. */
async function withPlugin(
  config: string,
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const project = await TempProject.create();
  try {
    await copyPlugin("llm", project);
    await project.writeConfig(
      `${FAST}plugins: { llm: { interval: 1s, timeout: 1s, config: ${config} } }\n`,
    );
    const monitor = await Monitor.start(project, {
      env: { PATH: Deno.env.get("PATH") ?? "", ...env },
    });
    try {
      await test(monitor, project);
    } finally {
      await monitor.stop();
    }
  } finally {
    await project.remove();
  }
}

/** vLLM behind a gateway that lets nothing through without the key. */
function guarded(path: string, { headers }: Request): string | Response | undefined {
  if (path === "/lmstudio-greeting") return undefined;
  return headers.get("authorization") === `Bearer ${KEY}`
    ? VLLM.get(path)
    : new Response('{"error":{"message":"Unauthorized"}}', { status: 401 });
}

const running = (target: string) =>
  `llm_monitor_llm_requests_running{target="${target}",engine="vllm",model="llama"}`;

/** Everything that a running monitor tells anybody, and everything of it that others can see. */
async function everythingTold(monitor: Monitor): Promise<string> {
  const pages = ["/metrics", "/api/v1/plugins", "/api/v1/status", "/"];
  const answers = await Promise.all(pages.map(async (path) => (await monitor.get(path)).text));
  const commands: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    commands.push(await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => ""));
  }
  return [...answers, JSON.stringify(monitor.logs), monitor.stdout, ...commands].join("\n");
}

Deno.test("llm: a key from a variable opens a server, and is told to nobody else", () =>
  withLlmServer(guarded, ({ origin, asked }) =>
    withPlugin(
      `{ discover: [], targets: [{ name: chat, url: "${origin}", apiKeyEnv: CHAT_KEY }] }`,
      async (monitor) => {
        await eventually("it is read", async () => await monitor.value(running("chat")) === 3);
        const plugin = await monitor.plugin("llm");
        assert.deepEqual(plugin?.grant?.env, ["CHAT_KEY"]);
        assert.deepEqual(plugin.subjects, [{ name: "chat", state: "up", detail: "vLLM (llama)" }]);
        assert(!(await everythingTold(monitor)).includes(KEY));
        assert(asked.length > 0);
      },
      { CHAT_KEY: KEY },
    )));

Deno.test("llm: without its key a server is named in the status, with what to do", () =>
  withLlmServer(guarded, ({ origin }) =>
    withPlugin(
      `{ discover: [], targets: [{ name: chat, url: "${origin}", engine: openai }] }`,
      async (monitor) => {
        const { warnings } = await eventually("it warns", async () => {
          const plugin = await monitor.plugin("llm");
          return (plugin?.warnings.length ?? 0) > 0 && plugin;
        });
        assert.match(warnings[0]?.message ?? "", /target "chat".* 401: set apiKeyEnv/);
        assert.equal(await monitor.value('llm_monitor_llm_up{target="chat",engine="openai"}'), 1);
      },
    )));

Deno.test("llm: a key from a file waits for approval, while what was approved runs on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "llm-monitor-key-" });
  try {
    await Deno.chmod(folder, 0o755);
    await Deno.writeTextFile(`${folder}/key`, `${KEY}\n`);
    await withLlmServer(guarded, ({ origin }) =>
      withPlugin(
        `{ discover: [], targets: [{ name: chat, url: "${origin}", apiKeyFile: ${folder}/key }] }`,
        async (monitor, project) => {
          const { pending } = await monitor.untilState("llm", "pending");
          assert.match(pending?.message ?? "", new RegExp(`read ${folder}/key; approve it with`));
          await project.writeConfig(
            `${FAST}policy: { free: { read: ["${folder}/*"] } }\n` +
              "plugins: { llm: { interval: 1s, timeout: 1s, config: { discover: [], " +
              `targets: [{ name: chat, url: "${origin}", apiKeyFile: ${folder}/key }] } } }\n`,
          );
          await eventually("it is read", async () => await monitor.value(running("chat")) === 3);
          assert(!(await everythingTold(monitor)).includes(KEY));
        },
      ));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("llm: a server is found by looking, its end is told, and others are left alone", async () => {
  const stranger = new LlmServer(() => "<html>Somebody's page</html>");
  const server = new LlmServer((path) => VLLM.get(path));
  const name = `127.0.0.1:${server.port}`;
  let second: LlmServer | undefined;
  try {
    const addresses = [name, `127.0.0.1:${stranger.port}`, "127.0.0.1:9"]
      .map((address) => `"${address}"`).join(", ");
    await withPlugin(`{ discover: [${addresses}] }`, async (monitor) => {
      await eventually("it is found", async () => await monitor.value(running(name)) === 3);
      const told = await monitor.metrics();
      assert(!told.includes(`target="127.0.0.1:${stranger.port}"`), told);
      assert(!told.includes('target="127.0.0.1:9"'), told);
      const asked = stranger.asked.length;
      await server.close();
      const up = `llm_monitor_llm_up{target="${name}",engine="vllm"}`;
      await eventually("its end is told", async () => await monitor.value(up) === 0);
      const collections = async () => (await monitor.plugin("llm"))?.collections ?? 0;
      const before = await collections();
      await eventually("it collects twice", async () => await collections() >= before + 2);
      assert.equal(stranger.asked.length, asked, "a stranger is asked again and again");
      second = new LlmServer((path) => VLLM.get(path), server.port);
      await eventually("it is back", async () => await monitor.value(up) === 1);
    });
  } finally {
    await stranger.close();
    await second?.close();
  }
});

Deno.test("llm: without any server the plugin is inactive, and says where it looked", () =>
  withPlugin('{ discover: ["127.0.0.1:9"] }', async (monitor) => {
    const { detail } = await monitor.untilState("llm", "inactive");
    assert.match(detail, /No LLM server is known; none answers at 127\.0\.0\.1:9/);
  }));

Deno.test({
  name: "llm: a labelled container is watched from its start to its removal",
  ignore: lacksDocker(),
  fn: () =>
    withDocker(async (engine) => {
      await engine.docker("network", "create", "talk");
      const serve = "mkdir -p /www; echo ok > /www/health; httpd -f -p 8000 -h /www";
      const labels = [
        "--network=talk",
        "--label=llm-monitor.target=boxed",
        "--label=llm-monitor.port=8000",
        "--label=llm-monitor.engine=llamacpp",
      ];
      await withPlugin("{ discover: [] }", async (monitor) => {
        await monitor.untilState("llm", "inactive");
        const id = await engine.container("box", serve, labels);
        const address = await engine.docker(
          "inspect",
          "-f",
          "{{.NetworkSettings.Networks.talk.IPAddress}}",
          id,
        );
        const up = 'llm_monitor_llm_up{target="boxed",engine="llamacpp"}';
        await eventually("it is told", async () => await monitor.value(up) === 1, 60_000);
        const plugin = await monitor.plugin("llm");
        assert.deepEqual(plugin?.grant.net, [`${address}:8000`]);
        assert.equal(plugin.approval, "free");
        await engine.docker("stop", "-t", "1", id);
        await eventually("its end is told", async () => await monitor.value(up) === 0, 30_000);
        await engine.docker("rm", "-f", id);
        await eventually(
          "it is forgotten",
          async () => await monitor.value(up) === undefined,
          60_000,
        );
      }, { DOCKER_HOST: engine.host });
    }),
});
