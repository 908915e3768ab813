/** A bug report goes round: a machine, its bundle, and the machine again from the bundle alone. */
import assert from "node:assert/strict";
import { readBundle } from "../../runtime/cli/bundle/read_bundle.ts";
import { BUNDLE_FILES } from "../../runtime/cli/bundle/bundle_files.ts";
import { defaultWorld } from "../../mock/default/world.ts";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { MockProcess, runMock } from "./mock_process.ts";

const SPEC = defaultWorld({ hasAmd: false });
const TOKEN = "planted-token-3f9a";
const HEADER = "planted-header-77";
/** Families that say the same whenever they are read, as long as the machine stands still. */
const COMPARED = [
  "llm_monitor_gpu_info",
  "llm_monitor_gpu_power_draw_watts",
  "llm_monitor_gpu_memory_used_bytes",
  "llm_monitor_gpu_utilization_ratio",
  "llm_monitor_gpu_process_memory_bytes",
  "llm_monitor_docker_container_info",
  "llm_monitor_docker_container_memory_usage_bytes",
  "llm_monitor_llm_up",
  "llm_monitor_llm_requests_running",
  "llm_monitor_llm_request_duration_seconds_bucket",
  "llm_monitor_llm_generation_tokens_total",
  "llm_monitor_llm_kv_cache_usage_ratio",
  "llm_monitor_system_memory_total_bytes",
  "llm_monitor_system_load_average",
];

/** The series of a family, sorted. */
function seriesOf(text: string, family: string): string[] {
  return text.split("\n").filter((line) =>
    line.startsWith(family) && /^[{ ]/.test(line.slice(family.length))
  ).sort();
}

async function runDoctor(
  folder: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", `${REPO}/runtime/cli/doctor/main.ts`],
      ...[`--config=${folder}/config.yaml`, ...args],
    ],
    env: {
      NO_COLOR: "1",
      PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
      PLANTED_API_TOKEN: TOKEN,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Puts secrets into the configuration: one under a name that says nothing. */
async function plantSecrets(folder: string): Promise<void> {
  const file = `${folder}/config.yaml`;
  const config = JSON.parse(await Deno.readTextFile(file));
  config.plugins.llm.config.targets[0].headers = { "X-Any": HEADER, "X-Other": TOKEN };
  await Deno.writeTextFile(file, JSON.stringify(config));
}

async function readMetrics(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

Deno.test("a bundle of a machine, played again, gives the metrics that the machine gave", async () => {
  const dir = await Deno.makeTempDir();
  const file = `${dir}/report.tar`;
  try {
    const mock = new MockProcess(["--port", "0"], { isGroup: true });
    try {
      const url = await mock.url();
      await eventually("everything is seen", async () => {
        const text = await readMetrics(url);
        return COMPARED.every((family) => seriesOf(text, family).length > 0);
      }, 60_000);
      const folder = await mock.untilSaid(/docker +unix:\/\/(\S+)\/docker\.sock/);
      await plantSecrets(folder);
      const { stdout, stderr } = await runDoctor(folder, "--bundle", file);
      for (const name of Object.keys(BUNDLE_FILES)) assert(stdout.includes(`  ${name}`), stderr);
      assert.match(stdout, /Replaced: .*container \d+/);
      const again = await runDoctor(folder, "--bundle", file);
      assert.equal(again.code, 1);
      assert.match(again.stderr, /error\[bundle_unwritable\].*already exists/);
    } finally {
      await mock.stop();
    }
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    const bytes = new TextDecoder().decode(await Deno.readFile(file));
    for (const { name } of SPEC.engines.filter(({ name }) => /[-_.\d]/.test(name))) {
      assert(!bytes.includes(`container_name="${name}"`), name);
    }
    for (const secret of [TOKEN, HEADER]) assert(!bytes.includes(secret), secret);
    assert.match(bytes, /hashed_api_key=\\"\[removed\]\\"/);
    const bundle = await readBundle(file);
    assert.deepEqual(bundle.origin.leftOut, []);
    assert(bundle.answers.commands.length > 2 && bundle.answers.pages.length > 10);

    const replay = new MockProcess(["--replay", file, "--port", "0"], { isGroup: true });
    try {
      const url = await replay.url();
      await eventually("the same values", async () => {
        const text = await readMetrics(url);
        for (const family of COMPARED) {
          assert.deepEqual(seriesOf(text, family), seriesOf(bundle.metrics, family), family);
        }
        return true;
      }, 60_000);
    } finally {
      await replay.stop();
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("what is no bundle gets one error, and starts nothing", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/x.tar`;
    await Deno.writeTextFile(file, "no archive");
    const { code, stdout, stderr } = await runMock(["--replay", file]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(
      stderr,
      /^error\[bundle_invalid\] Cannot use the bundle .*: it is not a tar archive\n/,
    );
    const mixed = await runMock(["--replay", file, "--scenario", "busy"]);
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /Cannot use --scenario with --replay/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
