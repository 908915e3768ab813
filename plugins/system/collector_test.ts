import assert from "node:assert/strict";
import { CallError } from "@llm-monitor/sdk";
import type { Family, FileSystemStats } from "@llm-monitor/sdk";
import { fakeContext, readManifest, renderExposition } from "@llm-monitor/sdk/testing";
import type { FakeMachine } from "@llm-monitor/sdk/testing";
import { lacksCaptures } from "../../tests/support/captures.ts";
import { createCollector } from "./collector.ts";
import type { Settings } from "./settings.ts";

const CASES = new URL("./testdata/", import.meta.url);
const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));

/** Reads `== <what> <name>` sections: files by their path, `statfs`, `system`, `config`. */
function readMachine(text: string): FakeMachine<Settings> {
  const files: Record<string, string> = {};
  const statfs: Record<string, FileSystemStats | CallError> = {};
  const system: Record<string, unknown> = {};
  let config: Settings = { modelFolders: [], networkFileSystems: false, perCpu: false };
  for (const section of text.split(/^== /m).slice(1)) {
    const end = section.indexOf("\n");
    const [title, body] = [section.slice(0, end), section.slice(end + 1)];
    const [what = "", ...name] = title.split(" ");
    if (what === "config") config = JSON.parse(body);
    else if (what === "system") system[name.join(" ")] = JSON.parse(body);
    else if (what === "statfs") statfs[name.join(" ")] = readStats(body);
    else files[title] = body;
  }
  return { config, files, statfs, system };
}

function readStats(body: string): FileSystemStats | CallError {
  const code = body.trim();
  return code === "timed_out" || code === "failed"
    ? new CallError(code, "Cannot ask the file system")
    : JSON.parse(body);
}

function collect(machine: FakeMachine<Settings>): Promise<Family[]> {
  return createCollector({ nowMs: () => 0 })(fakeContext(machine));
}

for (const { name } of [...Deno.readDirSync(CASES)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`the system plugin gives the expected metrics of ${name}`, async () => {
    const folder = new URL(`${name}/`, CASES);
    const machine = readMachine(await Deno.readTextFile(new URL("input.txt", folder)));
    const text = renderExposition(metrics, await collect(machine));
    const file = new URL("expected.prom", folder);
    if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
    assert.equal(text, await Deno.readTextFile(file));
  });
}

Deno.test("the system plugin tells which source failed and keeps the others", async () => {
  const families = await collect({
    config: { modelFolders: [], networkFileSystems: false, perCpu: false },
    files: { "/proc/loadavg": "1 2 3 1/2 3\n" },
  });
  const text = renderExposition(metrics, families);
  assert.match(text, /source_up\{source="loadavg"\} 1/);
  assert.match(text, /source_up\{source="stat"\} 0/);
  assert.match(text, /source_up\{source="inventory"\} 0/);
  assert.doesNotMatch(text, /source="pressure"/);
  assert.match(text, /load_average\{window="5m"\} 2/);
});

Deno.test("the system plugin reads pools of ZFS and ports of InfiniBand where there are any", async () => {
  const config = { modelFolders: [], networkFileSystems: false, perCpu: false };
  const port = "/sys/class/infiniband/mlx5_0/ports/1";
  const families = await collect({
    config,
    files: {
      "/proc/spl/kstat/zfs/arcstats": "size 4 4096\n",
      "/proc/spl/kstat/zfs/tank/state": "ONLINE\n",
      [`${port}/state`]: "4: ACTIVE\n",
      [`${port}/counters/port_rcv_data`]: "2\n",
    },
  });
  const text = renderExposition(metrics, families);
  assert.match(text, /source_up\{source="zfs"\} 1/);
  assert.match(text, /zfs_pool_state\{pool="tank",state="online"\} 1/);
  assert.match(text, /infiniband_receive_bytes_total\{device="mlx5_0",port="1"\} 8/);
  const without = renderExposition(metrics, await collect({ config }));
  assert.doesNotMatch(without, /source="(?:zfs|infiniband)"/);
});

Deno.test("the system plugin logs a trouble once, and its end", async () => {
  const collector = createCollector({ nowMs: () => 0 });
  const config = { modelFolders: [], networkFileSystems: false, perCpu: false };
  const logs: string[] = [];
  for (const files of [{}, {}, { "/proc/loadavg": "1 2 3 1/2 3\n" }]) {
    const context = fakeContext({ config, files });
    await collector(context);
    logs.push(...context.logs.filter((line) => line.includes("loadavg")));
  }
  assert.equal(logs.length, 2, logs.join("\n"));
  assert.match(logs[0] ?? "", /^warn Cannot read loadavg/);
  assert.match(logs[1] ?? "", /^info This is over: Cannot read loadavg/);
});

Deno.test("the system plugin asks for the inventory once in ten minutes", async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const collector = createCollector({ nowMs: () => nowMs });
  const context = fakeContext({
    config: { modelFolders: [], networkFileSystems: false, perCpu: false },
  });
  const facts = {
    ...context.facts,
    system: (name: string) => {
      asked.push(name);
      return Promise.resolve({});
    },
  };
  for (const minutes of [0, 5, 9.9, 10]) {
    nowMs = minutes * 60_000;
    await collector({ ...context, facts });
  }
  assert.deepEqual(asked, ["osInfo", "cpu", "osInfo", "cpu"]);
});

Deno.test("the system plugin asks what a device is when names change, and every five minutes", async () => {
  let nowMs = 0;
  let devices = ["eth0"];
  const asked: string[] = [];
  const askedBonds: string[] = [];
  const collector = createCollector({ nowMs: () => nowMs });
  const context = fakeContext({
    config: { modelFolders: [], networkFileSystems: false, perCpu: false },
  });
  const facts = {
    ...context.facts,
    read: (path: string) => {
      if (path !== "/proc/1/net/dev") return context.facts.read(path);
      return Promise.resolve(devices.map((name) => `${name}: 1 2 0 0 0 0 0 0 3 4\n`).join(""));
    },
    readAll: (pattern: string) => {
      if (pattern === "/sys/class/net/*/type") asked.push(`${nowMs / 1_000} s`);
      if (pattern === "/sys/class/net/*/master/ifindex") askedBonds.push(`${nowMs / 1_000} s`);
      return Promise.resolve(
        new Map(
          pattern.endsWith("device/uevent")
            ? devices.map((name) => [`/sys/class/net/${name}/device/uevent`, "DRIVER=mlx5_core\n"])
            : [],
        ),
      );
    },
  };
  const seen: (readonly string[])[] = [];
  for (
    const [seconds, names] of [[0, "eth0"], [15, "eth0"], [30, "eth0 ib0"], [
      89,
      "ib0 eth0",
    ]] as const
  ) {
    nowMs = seconds * 1_000;
    devices = names.split(" ");
    const text = renderExposition(metrics, await collector({ ...context, facts }));
    seen.push(
      [...text.matchAll(/network_receive_bytes_total\{device="(\w+)"/g)].map(([, name = ""]) =>
        name
      ),
    );
  }
  devices = ["ib0", "eth0"];
  for (const seconds of [100, 149, 208, 209, 388, 389]) {
    nowMs = seconds * 1_000;
    await collector({ ...context, facts });
  }
  assert.deepEqual(seen.map((names) => [...names].sort()), [["eth0"], ["eth0"], ["eth0", "ib0"], [
    "eth0",
    "ib0",
  ]]);
  assert.deepEqual(asked, ["0 s", "30 s", "89 s", "389 s"]);
  // Whether a device is part of a bond, once a minute.
  assert.deepEqual(askedBonds, ["0 s", "30 s", "89 s", "149 s", "209 s", "388 s"]);
});

Deno.test("the system plugin asks what a sensor is when there are others, and every five minutes", async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const collector = createCollector({ nowMs: () => nowMs });
  const context = fakeContext({
    config: { modelFolders: [], networkFileSystems: false, perCpu: false },
  });
  let sensors: Record<string, string> = {};
  const facts = {
    ...context.facts,
    readAll: (pattern: string) => {
      if (!pattern.startsWith("/sys/class/hwmon/")) return context.facts.readAll(pattern);
      const suffix = pattern.slice(pattern.lastIndexOf("/") + 1).replace("temp*", "temp1");
      if (suffix === "temp1_label") asked.push(`${nowMs / 1_000} s`);
      return Promise.resolve(
        new Map(
          Object.entries(sensors).map(([device, label]) => [
            `/sys/class/hwmon/${device}/${suffix}`,
            suffix === "temp1_input" ? `${nowMs}\n` : `${label}\n`,
          ]),
        ),
      );
    },
  };
  const readLabels = async (seconds: number, now: Record<string, string>) => {
    nowMs = seconds * 1_000;
    sensors = now;
    const text = renderExposition(metrics, await collector({ ...context, facts }));
    return [...text.matchAll(/celsius\{.*label="(\w+)"\} (\d+)/g)].map(([, ...found]) => found);
  };
  assert.deepEqual(await readLabels(10, { hwmon0: "a" }), [["a", "10"]]);
  // Of the same sensors what they are called is not asked; how warm they are is.
  assert.deepEqual(await readLabels(25, { hwmon0: "b" }), [["a", "25"]]);
  assert.deepEqual(await readLabels(40, { hwmon0: "b", hwmon1: "c" }), [["b", "40"], ["c", "40"]]);
  assert.deepEqual(await readLabels(339, { hwmon0: "d", hwmon1: "e" }), [["b", "339"], [
    "c",
    "339",
  ]]);
  assert.deepEqual(await readLabels(340, { hwmon0: "d", hwmon1: "e" }), [["d", "340"], [
    "e",
    "340",
  ]]);
  assert.deepEqual(asked, ["10 s", "40 s", "340 s"]);
});

const CAPTURES = new URL("../../../shared/fixtures/system/", import.meta.url);

Deno.test({
  name: "the system plugin reads the captures of a real machine whole",
  ignore: lacksCaptures("system"),
  fn: async () => {
    const files: Record<string, string> = readArchive(
      Deno.readTextFileSync(new URL("sys.ttar", CAPTURES)),
    );
    for (const path of ["stat", "loadavg", "meminfo", "vmstat", "diskstats", "1/mountinfo"]) {
      files[`/proc/${path}`] = Deno.readTextFileSync(new URL(`proc/${path}`, CAPTURES));
    }
    for (const resource of ["cpu", "io", "irq", "memory"]) {
      const path = `pressure/${resource}`;
      files[`/proc/${path}`] = Deno.readTextFileSync(new URL(`proc/${path}`, CAPTURES));
    }
    const text = renderExposition(
      metrics,
      await collect({
        config: { modelFolders: [], networkFileSystems: true, perCpu: true },
        files,
      }),
    );
    const line = (series: string) =>
      text.split("\n").find((one) => one.startsWith(`${series} `))?.slice(series.length + 1);
    assert.equal(line('llm_monitor_system_cpu_seconds_total{mode="user"}'), "3018.54");
    assert.equal(
      line('llm_monitor_system_cpu_core_seconds_total{cpu="0",mode="idle"}'),
      "10870.69",
    );
    assert.equal(line("llm_monitor_system_memory_total_bytes"), "3831959552");
    assert.equal(line("llm_monitor_system_oom_kills_total"), "0");
    assert.equal(line('llm_monitor_system_disk_read_bytes_total{device="sda"}'), "513713216512");
    assert.match(
      text,
      /temperature_celsius\{chip="[^"]+",device="hwmon\d+",sensor="temp\d+",label="[^"]*"\} -?\d/,
    );
    for (const source of ["stat", "loadavg", "meminfo", "vmstat", "diskstats", "filesystem"]) {
      assert.equal(line(`llm_monitor_system_source_up{source="${source}"}`), "1");
    }
  },
});

/** Reads node_exporter's text archive: `Path:`, `Lines:`, then so many lines. */
function readArchive(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  const lines = text.split("\n");
  const links = new Map<string, string>();
  for (let index = 0; index < lines.length; index++) {
    const path = /^Path: (.*)$/.exec(lines[index] ?? "")?.[1];
    if (path === undefined) continue;
    const count = /^Lines: (\d+)$/.exec(lines[index + 1] ?? "")?.[1];
    const target = /^SymlinkTo: (.*)$/.exec(lines[index + 1] ?? "")?.[1];
    if (target !== undefined) links.set(`/${path}`, new URL(target, `file:///${path}`).pathname);
    if (count === undefined) continue;
    files[`/${path}`] = `${lines.slice(index + 2, index + 2 + Number(count)).join("\n")}\n`;
  }
  // hwmon's folders are links to their devices.
  for (const [link, target] of links) {
    for (const [path, body] of Object.entries(files)) {
      if (path.startsWith(`${target}/`)) files[link + path.slice(target.length)] = body;
    }
  }
  return files;
}
