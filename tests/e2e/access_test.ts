import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { needs, run } from "../support/tools.ts";

const CLI = new URL("../../runtime/cli/healthcheck.ts", import.meta.url).pathname;

async function withServer(
  config: string,
  options: { env?: Record<string, string>; prepare?: (project: TempProject) => Promise<void> },
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
): Promise<void> {
  const project = await TempProject.create();
  // Without a plugin it would not start.
  await project.writePlugin("demo");
  await options.prepare?.(project);
  await project.writeConfig(config.replaceAll("DIR", project.dir));
  const monitor = await Monitor.start(project, { env: options.env ?? {} });
  try {
    await test(monitor, project);
  } finally {
    await monitor.stop();
    await project.remove();
  }
}

const status = async (monitor: Monitor, path: string, authorization?: string) =>
  (await monitor.get(path, authorization ? { headers: { authorization } } : {})).status;

Deno.test("a bearer token from a file keeps strangers out, and probes stay open", async () => {
  await withServer("server: { port: 0, auth: { bearerTokenFile: DIR/token } }\n", {
    prepare: (project) => Deno.writeTextFile(`${project.dir}/token`, "s3cret\n"),
  }, async (monitor) => {
    for (const path of ["/metrics", "/api/v1/plugins", "/api/v1/status", "/"]) {
      assert.equal(await status(monitor, path), 401, path);
      assert.equal(await status(monitor, path, "Bearer wrong"), 401, path);
      assert.equal(await status(monitor, path, "Bearer s3cret"), 200, path);
    }
    assert.equal(await status(monitor, "/health"), 200);
    assert.doesNotMatch(JSON.stringify(monitor.logs), /s3cret/);
  });
});

Deno.test("what strangers could read is withheld, and the start says so", async () => {
  const said = /open_to_strangers/;
  const prepare = (project: TempProject) => copyPlugin("system", project);
  await withServer("server: { host: 0.0.0.0, port: 0 }\n", { prepare }, async (monitor) => {
    await monitor.untilReady();
    const plugin = await monitor.plugin("system");
    assert.deepEqual([plugin?.command, plugin?.grant.facts], [[], []]);
    assert.match((await monitor.get("/api/v1/plugins")).text, /"withheld": true/);
    assert.equal(await status(monitor, "/api/v1/logs"), 403);
    assert.equal(await status(monitor, "/metrics"), 200);
    for (const path of ["/", "/?plugin=system"]) {
      assert.doesNotMatch((await monitor.get(path)).text, /--allow-|\/proc\/stat/, path);
    }
    assert.match(JSON.stringify(monitor.logs), said);
  });
  await withServer("server: { port: 0 }\n", { prepare }, async (monitor) => {
    await monitor.untilReady();
    assert.ok((await monitor.plugin("system"))?.command.length);
    // The page shows what was a second ago.
    await eventually("the page shows what the plugin may do", async () => {
      return /--allow-|\/proc\/stat/.test((await monitor.get("/?plugin=system")).text);
    });
    assert.equal(await status(monitor, "/api/v1/logs"), 200);
    assert.doesNotMatch(JSON.stringify(monitor.logs), said);
  });
});

Deno.test("basic auth takes its password from the environment", async () => {
  const config =
    "server: { port: 0, auth: { basicUsername: ann, basicPasswordEnv: PROM_PASSWORD } }\n";
  await withServer(config, { env: { PROM_PASSWORD: "pa:ss" } }, async (monitor) => {
    assert.equal(await status(monitor, "/metrics"), 401);
    assert.equal(await status(monitor, "/metrics", `Basic ${btoa("ann:pa:ss")}`), 200);
    assert.equal(await status(monitor, "/metrics", `Basic ${btoa("bob:pa:ss")}`), 401);
  });
});

Deno.test("a secret that is missing is one clear error, and nothing is served", async () => {
  const project = await TempProject.create();
  await project.writePlugin("demo");
  await project.writeConfig("server: { port: 0, auth: { bearerTokenEnv: NO_SUCH } }\n");
  const monitor = new Monitor(project, [], {});
  assert.equal((await monitor.exited()).code, 3);
  assert.match(JSON.stringify(monitor.logs), /auth_invalid.*bearerTokenEnv NO_SUCH/);
  await project.remove();
});

Deno.test({
  name: "TLS is served with the configured certificate, and healthcheck trusts it",
  ignore: needs("openssl", "openssl"),
  fn: async () => {
    const tls = "server: { port: PORT, tls: { certFile: DIR/cert.pem, keyFile: DIR/key.pem } }\n";
    const port = freePort();
    await withServer(tls.replace("PORT", `${port}`), {
      prepare: makeCertificate,
    }, async (monitor, project) => {
      assert.equal(monitor.url, `https://127.0.0.1:${port}`);
      await Deno.mkdir(project.pluginsDir, { recursive: true });
      await eventually("healthcheck says that it is ready", async () => {
        const { code, output } = await run(Deno.execPath(), ["run", "-A", "--quiet", CLI], {
          cwd: project.dir,
        });
        assert.equal(code, 0, output);
        assert.match(output, /ready/);
        return true;
      });
    });
  },
});

async function makeCertificate({ dir }: TempProject): Promise<void> {
  const { code, output } = await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days=2",
    "-subj=/CN=localhost",
    "-addext=subjectAltName=DNS:localhost,IP:127.0.0.1",
    `-keyout=${dir}/key.pem`,
    `-out=${dir}/cert.pem`,
  ]);
  assert.equal(code, 0, output);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
