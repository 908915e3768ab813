import assert from "node:assert/strict";
import type { Check } from "../../runtime/cli/doctor/check.ts";
import { withMonitor } from "../support/monitor.ts";
import { ProjectFolder } from "./project_folder.ts";

async function runChecks(project: ProjectFolder, ...args: string[]): Promise<Map<string, Check>> {
  const { stdout, stderr } = await project.run("doctor/main.ts", "--json", ...args);
  assert.equal(stderr, "");
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return new Map(checks.map((check) => [check.id, check]));
}

Deno.test("doctor tries the plugins where no instance runs, and says what each gave", async () => {
  await using project = await ProjectFolder.create();
  await project.write("config.yaml", "server: { port: 0 }\n");
  await project.addPlugin("good");
  await project.addPlugin("asks", '{ exec: [{ command: "uname", args: ["-a"] }] }');
  await project.addPlugin("broken");
  await project.write("plugins/broken/mod.ts", "throw new Error('It is broken');\n");
  const checks = await runChecks(project);
  assert.match(checks.get("plugin.good")?.finding ?? "", /^gives 1 series/);
  assert.equal(checks.get("plugin.asks")?.status, "warning");
  assert.match(checks.get("plugin.asks")?.fix ?? "", /plugin approve asks/);
  assert.equal(checks.get("plugin.broken")?.status, "failure");
  const { code, stdout } = await project.run("doctor/main.ts");
  assert.equal(code, 1);
  assert.match(stdout, /\u2715 {2}plugin\.broken/);
  assert.match(stdout, /^\d+ ok, \d+ warnings?, 1 failure$/m);
});

Deno.test("doctor knows an instance that runs from another program at its address", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("good");
  await withMonitor((other) => other.writePlugin("good"), async ({ url }, _) => {
    await project.write("config.yaml", `server: { port: ${new URL(url).port} }\n`);
    assert.match((await runChecks(project)).get("port")?.finding ?? "", /An instance answers/);
  });
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const closing = (async () => {
    for await (const connection of taken) connection.close();
  })();
  await project.write("config.yaml", `server: { port: ${taken.addr.port} }\n`);
  const checks = await runChecks(project, "--offline");
  assert.equal(checks.get("port")?.status, "failure");
  taken.close();
  await closing;
});

Deno.test("Ctrl-C ends doctor without a report on the plugins that it broke off", async () => {
  await using project = await ProjectFolder.create();
  await project.write("config.yaml", "server: { port: 0 }\n");
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${server.addr.port}`;
  await project.addPlugin("waits", `{ net: ["${address}"] }`);
  await project.write(
    "plugins/waits/mod.ts",
    `export default { collect: async () => { await fetch("http://${address}/"); return []; } };\n`,
  );
  const child = project.spawn("doctor/main.ts");
  // Somebody asks: the plugin is at work, and is not answered.
  using _connection = await server.accept();
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 130, new TextDecoder().decode(stderr));
  assert.equal(new TextDecoder().decode(stdout), "");
});
