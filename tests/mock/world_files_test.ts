/** The files of a world are shaped as what they stand for, agree with each other, and hold all that plugins ask. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { matchesPath } from "../../runtime/policy/patterns/path_pattern.ts";
import { defaultWorld } from "../../mock/default/world.ts";
import { CsvTable } from "../../mock/gpu/csv_table.ts";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { sensorFiles, statWorld } from "../../mock/machine/disk_files.ts";
import { procFiles } from "../../mock/machine/proc_files.ts";
import { GpuCommands, installCommand } from "../../mock/run/gpu_commands.ts";
import { World } from "../../mock/sim/world.ts";
import { REPO } from "../repo/source_files.ts";
import { run } from "../support/tools.ts";

const STILL = `${REPO}/mock/worlds/default/nvidia-smi`;
const TEMPLATE = {
  "gpus.csv": await Deno.readTextFile(`${STILL}/gpus.csv`),
  "query.xml": await Deno.readTextFile(`${STILL}/query.xml`),
};

function worldAt(seconds: number, hasAmd = false): World {
  const world = new World(defaultWorld({ hasAmd }), {
    seed: 3,
    epochUnix: 1.7e9,
    warmUpSeconds: 60,
  });
  world.advance(seconds);
  return world;
}

async function withGpus(
  world: World,
  test: (
    ask: (command: string, ...args: string[]) => Promise<string>,
    gpus: GpuCommands,
  ) => Promise<void>,
): Promise<void> {
  const bin = await Deno.makeTempDir({ prefix: "llm-monitor-bin-" });
  try {
    const gpus = await GpuCommands.install(bin, world);
    await test(async (command, ...args) => {
      const { code, output } = await run(`${bin}/${command}`, args);
      assert.equal(code, 0, output);
      return output;
    }, gpus);
  } finally {
    await Deno.remove(bin, { recursive: true });
  }
}

Deno.test("cards of the simulation are those of the still world", () => {
  const { cards } = worldAt(0);
  const rows = TEMPLATE["gpus.csv"].trim().split("\n").slice(1).map((line) => line.split(", "));
  assert.deepEqual(
    cards.map(({ spec }) => [spec.uuid, spec.name, spec.busId]),
    rows.map((cells) => [cells[2], cells[3], cells[5]]),
  );
});

Deno.test("every value that moves is one that the still world has, with the same unit", () => {
  const [before, after] = [worldAt(0), worldAt(30)].map((world) => nvidiaFiles(world, TEMPLATE));
  const still = new CsvTable(TEMPLATE["gpus.csv"]);
  assert.deepEqual(new CsvTable(after?.["gpus.csv"] ?? "").fields, still.fields);
  const cells = (text: string) => text.trim().split("\n").map((line) => line.split(", "));
  const [old, now, moved] = [TEMPLATE, before, after].map((files) =>
    cells(files?.["gpus.csv"] ?? "")
  );
  let changes = 0;
  now?.forEach((row, line) =>
    row.forEach((cell, column) => {
      const unit = (text = "") => text.replace(/^0x[\dA-F]{16}$|-?[\d.]+/, "");
      const [field, was] = [still.fields[column], old?.[line]?.[column]];
      const isFlag = /^(?:Not )?Active$|^No$|^None$|^P\d+$/.test(cell);
      if (!isFlag) assert.equal(unit(cell), unit(was), `${field}: ${cell}, was ${was}`);
      if (cell !== moved?.[line]?.[column]) changes++;
    })
  );
  assert(changes > 15, `${changes} changes`);
});

Deno.test("what the plugin reads from -q -x agrees with --query-gpu at every moment", async () => {
  const world = worldAt(0);
  world.settings = {
    cards: { 0: { cooling: 0.4, correctedErrorsPerMinute: 60, uncorrectedErrorsPerMinute: 30 } },
  };
  await withGpus(world, async (ask, gpus) => {
    for (const at of [0, 20, 40]) {
      world.advance(at);
      await gpus.update();
      const xml = await ask("nvidia-smi", "-q", "-x");
      const fields = [
        "uuid",
        "memory.used",
        "memory.free",
        "pstate",
        "temperature.gpu",
        "ecc.errors.corrected.volatile.dram",
        "ecc.errors.corrected.aggregate.dram",
        "ecc.errors.uncorrected.aggregate.dram",
        "clocks_event_reasons.sw_thermal_slowdown",
        "gpu_recovery_action",
      ];
      const text = await ask("nvidia-smi", `--query-gpu=${fields}`, "--format=csv,noheader");
      const elements = [...xml.matchAll(/<gpu id="[^"]*">([^]*?)\n\t<\/gpu>/g)];
      const rows = text.trim().split("\n").map((line) => line.split(", "));
      assert.equal(elements.length, rows.length);
      rows.forEach((cells, index) => {
        const [uuid, used, free, pstate, celsius, dram, life, fatal, hot, action] = cells;
        const element = elements[index]?.[1] ?? "";
        const own = element.slice(element.indexOf("</mig_devices>"));
        const has = (part: string) => assert(own.includes(part), `${uuid} at ${at}: ${part}`);
        has(`<uuid>${uuid}</uuid>`);
        has(`<used>${used}</used>`);
        has(`<free>${free}</free>`);
        has(`<performance_state>${pstate}</performance_state>`);
        has(`<gpu_temp>${celsius} C</gpu_temp>`);
        if (dram !== "[N/A]") {
          has(`<dram_correctable>${dram}</dram_correctable>`);
          const lasting = own.slice(own.indexOf("<aggregate>"), own.indexOf("</aggregate>"));
          assert(lasting.includes(`<dram_correctable>${life}</`), `${uuid} at ${at}: ${life}`);
          assert(lasting.includes(`<dram_uncorrectable>${fatal}</`), `${uuid} at ${at}: ${fatal}`);
        }
        has(`sw_thermal_slowdown>${hot}<`);
        has(`<gpu_recovery_action>${action}</gpu_recovery_action>`);
      });
    }
  });
});

Deno.test("memory of processes, cards and MIG devices adds up", async () => {
  const world = worldAt(10);
  await withGpus(world, async (ask) => {
    const apps = await ask(
      "nvidia-smi",
      "--query-compute-apps=gpu_uuid,pid,used_gpu_memory",
      "--format=csv,noheader,nounits",
    );
    const cards = await ask(
      "nvidia-smi",
      "--query-gpu=uuid,memory.used,memory.total",
      "--format=csv,noheader,nounits",
    );
    const processes = apps.trim().split("\n").map((line) => line.split(", "));
    assert.equal(
      processes.length,
      world.spec.engines.filter(({ card }) => card !== undefined).length,
    );
    for (const line of cards.trim().split("\n")) {
      const [uuid, used = "", total = ""] = line.split(", ");
      const sum = processes.filter(([gpu]) => gpu === uuid)
        .reduce((bytes, [, , mib]) => bytes + Number(mib), 0);
      assert(Math.abs(Number(used) - sum) < 10, `${uuid}: ${used} and ${sum}`);
      assert(Number(used) < Number(total));
    }
    const xml = await ask("nvidia-smi", "-q", "-x");
    const devices = [...xml.matchAll(/<mig_device>[^]*?<used>(\d+) MiB/g)].map(([, mib]) =>
      Number(mib)
    );
    // The first two share an instance.
    const [first = 0, second, third = 0, fourth = 0] = devices;
    assert.equal(first, second);
    const ofH200 = processes.filter(([gpu]) => gpu?.startsWith("GPU-5e6f7a8b"))
      .reduce((bytes, [, , mib]) => bytes + Number(mib), 0);
    assert(Math.abs(first + third + fourth - ofH200) < 40);
  });
});

Deno.test("an AMD card, where it was asked for, answers as amd-smi does", async () => {
  await withGpus(worldAt(5, true), async (ask) => {
    const metric = JSON.parse(await ask("amd-smi", "metric", "--json")) as {
      gpu_data: { power: { socket_power: { value: number } } }[];
    };
    assert((metric.gpu_data[0]?.power.socket_power.value ?? 0) > 100);
    assert.match(await ask("amd-smi", "static", "--json"), /AMD Instinct MI300X/);
    assert.match(await ask("amd-smi", "process", "--json"), /"pid": \d+/);
    assert.doesNotMatch(await ask("nvidia-smi", "-L"), /MI300X/);
  });
});

Deno.test("an AMD card that fell off the bus is told no more", async () => {
  const world = worldAt(0, true);
  world.settings = { cards: { 4: { state: "lost" } } };
  world.advance(1);
  await withGpus(world, async (ask) => {
    assert.deepEqual(JSON.parse(await ask("amd-smi", "list", "--json")), []);
    assert.match(await ask("nvidia-smi", "-L"), /GPU 3: /);
  });
});

Deno.test("every fact that a plugin may ask for has a file, so that nothing is asked in vain", async () => {
  const world = worldAt(1);
  const files = [
    ...Object.keys(procFiles(world)).map((name) => `/proc/${name}`),
    ...Object.keys(sensorFiles(world)).map((name) => `/sys/${name}`),
  ];
  // Where there are sensors no zones are asked; only laptops have cards that sleep, only a Jetson has a
  // card in devfreq, and this machine has neither ZFS nor InfiniBand. Its network goes by names.
  const others =
    /^\/(?:sys\/class\/(?:thermal|devfreq|net|infiniband)|proc\/spl)\/|runtime_status$|soc0\/machine$/;
  for (const plugin of ["system", "gpu"]) {
    const text = await Deno.readTextFile(`${REPO}/plugins/${plugin}/plugin.yaml`);
    const { facts = [] } = manifestSchema.parse(parse(text)).permissions;
    const missing = facts.filter((fact) => fact.startsWith("/") && !others.test(fact))
      .filter((fact) => !files.some((file) => matchesPath(fact, file)));
    assert.deepEqual(missing, [], plugin);
  }
});

Deno.test("the fake stat tells the simulated file systems, and of all others the truth", async () => {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-stat-" }));
  try {
    const world = worldAt(0);
    await Deno.mkdir(`${dir}/root/models`, { recursive: true });
    await Deno.writeTextFile(`${dir}/stat.world`, statWorld(world, `${dir}/root`));
    await installCommand("stat", dir);
    const ask = async (program: string, path: string) =>
      (await run(program, ["-L", "-f", "-c", "%S %b %f %a %c %d", path], { env: { LC_ALL: "C" } }))
        .output.trim();
    const [unit, blocks, free] = (await ask(`${dir}/stat`, `${dir}/root/models`)).split(" ")
      .map(Number);
    assert.equal((unit ?? 0) * (blocks ?? 0), 7 * 1024 ** 4);
    assert.equal(Math.round(100 * (1 - (free ?? 0) / (blocks ?? 1))), 59);
    assert.equal(
      (await ask(`${dir}/stat`, "/proc")).split(" ")[0],
      (await ask("stat", "/proc")).split(" ")[0],
    );
    assert.match(await ask(`${dir}/stat`, `${dir}/nothing`), /No such file/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
