import assert from "node:assert/strict";
import { isRunning } from "../process/child/testing_commands.ts";
import { TempProject } from "../../../tests/support/temp_project.ts";
import { configSchema } from "../../contract/config.ts";
import { CallError } from "../../contract/errors.ts";
import { NO_LINES } from "../../yaml/parsed_yaml.ts";
import { openProject } from "../open_project.ts";
import type { DiscoveryRequest } from "./discovery.ts";
import { openReader, Reader } from "./reader.ts";
import type { DiscoveryParts } from "./reader.ts";

const ENV = Deno.env.toObject();

/** A reader whose process answers what a test says. */
function readerWith(
  answer: (method: string, request: DiscoveryRequest) => unknown,
  lastWords = "",
) {
  let abandoned = 0;
  const reader = new Reader({
    call: (method, [request]) => Promise.resolve(answer(method, request as DiscoveryRequest)),
    abandon: () => void abandoned++,
    pid: undefined,
    ended: Promise.resolve(),
    lastWords,
  });
  return { reader, abandoned: () => abandoned };
}

/** Runs a test with a project and a reader. */
async function withReader(
  test: (project: TempProject, reader: Reader) => Promise<void>,
): Promise<void> {
  const project = await TempProject.create();
  const reader = openReader(ENV);
  try {
    await test(project, reader);
  } finally {
    await reader.close();
    await project.remove();
  }
}

const MOMENT = { ownPort: 8090, admitted: [], labelled: [] };

/** The parts of a project's kernel. */
async function openParts(project: TempProject, reader: Reader): Promise<DiscoveryParts> {
  const loaded = await reader.load({ env: {}, cwd: project.dir });
  const { layout, wrappers } = await openProject(loaded, ENV);
  const { config, source } = loaded;
  return {
    layout,
    wrappers,
    config: () => config,
    configSource: () => source,
    env: {},
    only: undefined,
  };
}

Deno.test("Reader reads the configuration in a process of its own, with the lines of what is wrong", async () => {
  await withReader(async (project, reader) => {
    await project.writeConfig("server:\n  port: 8093\n");
    const { config, source, file } = await reader.load({ env: {}, cwd: project.dir });
    assert.equal(config.server.port, 8093);
    assert.deepEqual(source, { file: "config.yaml", lines: [0, { server: [1, { port: [2] }] }] });
    assert.equal(file, `${project.dir}/config.yaml`);
    const given = { host: "0.0.0.0", port: 9 };
    const { config: { server } } = await reader.load({
      env: { LLM_MONITOR_SERVER_PORT: "10" },
      cwd: project.dir,
      overrides: given,
    });
    assert.deepEqual([server.host, server.port], ["0.0.0.0", 9]);
    await project.writeConfig("server:\n  prot: 8093\n");
    await assert.rejects(reader.load({ env: {}, cwd: project.dir }), {
      name: "IssuesError",
      code: "config_invalid",
      message: /^config\.yaml:2: server\.prot is 8093: unknown key\. Did you mean port\?/,
    });
  });
});

Deno.test("Reader judges the plugins folder, and tells what admissions rest on", async () => {
  await withReader(async (project, reader) => {
    await project.writePlugin("good");
    await project.writePlugin("wants", {
      manifest: 'permissions: { exec: [{ command: id, args: ["-u"] }] }\n',
    });
    await project.writeConfig("plugins: { other: { interval: 15s } }\n");
    const parts = await openParts(project, reader);
    const found = await reader.discover(parts, MOMENT);
    const [good, wants] = found.candidates;
    assert.deepEqual([good?.name, good?.spec?.name], ["good", "good"]);
    assert.match(wants?.pending?.message ?? "", /^It asks for .*deno task plugin approve wants$/);
    assert.deepEqual(found.issues.map(({ code, line }) => [code, line]), [["plugin_not_found", 2]]);
    assert.deepEqual(Object.keys(found.authorities), ["good", "wants"]);
    // What ran goes on while its newer version is wrong.
    assert.ok(good?.spec);
    await Deno.writeTextFile(`${project.pluginsDir}/good/plugin.yaml`, "name: [\n");
    const again = await reader.discover(parts, { ...MOMENT, admitted: [good.spec] });
    assert.equal(again.candidates[0]?.rejected?.code, "yaml_invalid");
    assert.deepEqual(again.candidates[0]?.spec, good.spec);
    // More than fits in a frame of the host's, which gets it in parts.
    const large = { ...good.spec, config: { text: "x".repeat(9_000_000) } };
    const kept = await reader.discover(parts, { ...MOMENT, admitted: [large] });
    assert.equal(JSON.stringify(kept.candidates[0]?.spec?.config).length, 9_000_011);
    await assert.rejects(reader.discover({ ...parts, only: "absent" }, MOMENT), {
      name: "CodedError",
      code: "plugin_not_found",
    });
  });
});

Deno.test("Reader ends its process when it is closed, and starts none after it", async () => {
  await withReader(async (project, reader) => {
    await reader.load({ env: {}, cwd: project.dir });
    const pid = reader.processes()[0]?.pid;
    assert.ok(pid);
    assert.equal(await isRunning(pid), true);
    await reader.close();
    assert.equal(await isRunning(pid), false);
    await assert.rejects(reader.load({ env: {}, cwd: project.dir }), {
      code: "reader_failed",
      message: /: the kernel is ending$/,
    });
    assert.deepEqual(reader.processes(), []);
  });
});

Deno.test("Reader fails with a code of its own where its process does not start, and with its last words", async () => {
  const reader = openReader({ ...ENV, DENO_DIR: "/nonexistent" });
  await assert.rejects(reader.load({ env: {}, cwd: "/" }), {
    name: "CodedError",
    code: "reader_failed",
    message: /^Cannot read configuration and plugins: .*the process of reader ended \(.*npm.*\)$/,
    hint: /another process can be started/,
  });
  await reader.close();
});

Deno.test("Reader gives up a process that takes too long, and gives no advice where none helps", async () => {
  const codes = ["timed_out", "too_large"] as const;
  const outcomes = codes.map(async (code) => {
    const { reader, abandoned } = readerWith(() => {
      throw new CallError(code, "No answer");
    }, "warning: old words");
    const error = await reader.load({ env: {}, cwd: "/" }).catch((e) => e);
    return [error.code, error.message, error.hint !== undefined, abandoned()];
  });
  const message = "Cannot read configuration and plugins: No answer";
  assert.deepEqual(await Promise.all(outcomes), [
    ["reader_failed", message, true, 1],
    ["reader_failed", message, false, 0],
  ]);
});

Deno.test("Reader tells the next process which manifests are not to be parsed again yet", async () => {
  const seen: unknown[] = [];
  const { reader } = readerWith((_, { resting }) => {
    seen.push(resting);
    const found = { candidates: [], issues: [], authorities: {}, containerLabels: [] };
    return { ok: true, value: { ...found, resting: { ab12: 7 } } };
  });
  const config = configSchema.parse({});
  const parts = {
    config: () => config,
    configSource: () => ({ file: "config.yaml", lines: NO_LINES }),
    env: {},
  } as Partial<DiscoveryParts> as DiscoveryParts;
  assert.equal("resting" in await reader.discover(parts, MOMENT), false);
  await reader.discover(parts, MOMENT);
  assert.deepEqual(seen, [{}, { ab12: 7 }]);
});
