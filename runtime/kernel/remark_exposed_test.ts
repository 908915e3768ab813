import assert from "node:assert/strict";
import { configSchema } from "../contract/config.ts";
import { makeLayout } from "./config/layout.ts";
import { filesNamedIn, remarkExposed } from "./remark_exposed.ts";

Deno.test("filesNamedIn finds the files that a configuration names, at any depth", () => {
  const config = {
    server: { tls: { certFile: "/c", keyFile: "/k" }, auth: { bearerTokenEnv: "X" } },
    plugins: { llm: { config: { targets: [{ apiKeyFile: "/a", url: "u" }] } } },
  };
  assert.deepEqual(filesNamedIn(config), ["/c", "/k", "/a"]);
});

Deno.test("remarkExposed looks at configuration, plugins, named files and the folders of commands", async () => {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  const places = [`${dir}/config.yaml`, `${dir}/token`];
  const folders = [`${dir}/plugins`, `${dir}/plugins/one`, `${dir}/bin`];
  for (const folder of folders) await Deno.mkdir(folder);
  for (const file of places) await Deno.writeTextFile(file, "x");
  for (const path of [...places, ...folders]) await Deno.chmod(path, 0o777);
  const issues = await remarkExposed({
    layout: makeLayout({ pluginsDir: `${dir}/plugins`, stateDir: `${dir}/state`, env: {} }),
    config: configSchema.parse({ server: { auth: { bearerTokenFile: `${dir}/token` } } }),
    configFile: `${dir}/config.yaml`,
    path: `relative:${dir}/bin`,
  });
  assert.deepEqual(issues.map(({ file }) => file).sort(), [...places, ...folders].sort());
  await Deno.remove(dir, { recursive: true });
});
