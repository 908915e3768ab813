/** `deno task mock --write`: the metrics of a world that is played at once. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { MockProcess, runMock } from "./mock_process.ts";

const UNTIL = "2026-11-26T12:00:00Z";

async function write(file: string, ...args: readonly string[]): Promise<string> {
  const ended = await runMock(["--write", file, "--until", UNTIL, "--hours", "0.1", ...args]);
  assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: "" });
  assert.match(ended.stdout, /^Wrote \d+ scrapes to \/\S+\n$/);
  return await Deno.readTextFile(file);
}

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-write-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Every series of an exposition: name and labels, without those of the target. */
function seriesOf(text: string): Set<string> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Set(lines.map((line) =>
    (/^\w+(?:\{.*\})?/.exec(line)?.[0] ?? "")
      .replace(/,?job="llm-monitor",instance="[^"]*"/, "").replace("{}", "")
  ));
}

Deno.test("what is written has every series of the running monitor, and no other", () =>
  withFolder(async (dir) => {
    const mock = new MockProcess(["--port", "0"]);
    try {
      const url = await mock.url();
      const scrape = async () => await (await fetch(`${url}/metrics`)).text();
      // The first probes, the second look at the cards and the figures of processes come after a while.
      const late = [
        'llm_probe_success{target="ollama"',
        'llm_probe_success{target="openai"',
        "gpu_tensor_activity_ratio{",
        'plugin_cpu_seconds_total{plugin="llm"',
        'process_cpu_seconds_total{process="docker"',
      ];
      const real = await eventually("everything is told", async () => {
        const text = await scrape();
        return late.every((series) => text.includes(series)) ? text : undefined;
      }, 120_000);
      const text = await write(`${dir}/a.om`);
      // This machine; and what comes and goes with how busy it is.
      const isOwn = (series: string) =>
        /^(up|scrape_\w+)$|_system_(cpu_)?info\{|plugin_(service_calls|restarts)_total|collection_seconds\{/
          .test(series) || /process="(?:inventory|reader)"|_probe_(?!success)/.test(series);
      const [written, running] = [seriesOf(text), seriesOf(real)];
      const differing = [...written.symmetricDifference(running)].filter((one) => !isOwn(one));
      assert.deepEqual(differing.sort(), []);
      assert(written.size > 2_000, `${written.size} series`);
    } finally {
      await mock.stop();
    }
  }));

Deno.test("the same command writes the same bytes, and another seed writes others", () =>
  withFolder(async (dir) => {
    const first = await write(`${dir}/a.om`, "--scenario", "busy");
    assert(first === await write(`${dir}/b.om`, "--scenario", "busy"), "the bytes differ");
    assert(first !== await write(`${dir}/c.om`, "--scenario", "busy", "--seed", "2"));
    assert(first.endsWith("\n# EOF\n"));
    // 0.1 hours at 30 s.
    const up = first.split("\n").filter((line) => line.startsWith("up{"));
    assert.equal(up.length, 13);
    assert.equal(up.at(-1), `up{job="llm-monitor",instance="127.0.0.1:8090"} 1 1795694400`);
  }));

Deno.test("a server that never answers costs simulated time, and is told as down", () =>
  withFolder(async (dir) => {
    const args = ["--scenario", "hung-engine", "--from", "2m", "--to", "4m", "--instance", "a"];
    const text = await write(`${dir}/a.om`, ...args);
    const up = [...text.matchAll(/^llm_monitor_llm_up\{target="tgi".*instance="a"\} (\d)/gm)];
    assert.deepEqual(up.map(([, value]) => value).join(""), "1111100001111");
  }));

Deno.test("--write says what it cannot use", async () => {
  for (
    const [args, said] of [
      [["--step", "5s"], /--step 5s: it must be whole seconds, 15s or more/],
      [["--step", "soon"], /--step soon: it must be a duration such as 30s/],
      [["--until", "noon"], /--until noon: it must be seconds since 1970/],
      [["--hours", "0"], /--hours 0: it must be a number from 0.01 to 1000/],
      [["--amd"], /Cannot use --amd with --write/],
    ] as const
  ) {
    const { code, stderr } = await runMock(["--write", "/dev/null", ...args]);
    assert.notEqual(code, 0);
    assert.match(stderr, said);
  }
});
