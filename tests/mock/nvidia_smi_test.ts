/** The fake nvidia-smi behaves as the real one, whose habits the captures show. */
import assert from "node:assert/strict";
import { lacksCaptures } from "../support/captures.ts";
import { eventually } from "../support/eventually.ts";
import { GpuWorld } from "../support/gpu_world.ts";
import { captureNames, readCapture, sectionOf } from "../support/smi_capture.ts";

/** The number of the signal. */
const SIGTERM = 15n;

type Smi = (...args: string[]) => Promise<{ code: number; text: string; ms: number }>;

async function withSmi(
  test: (smi: Smi, world: GpuWorld) => Promise<void>,
): Promise<void> {
  const world = await GpuWorld.create();
  try {
    await test(async (...args) => {
      const startMs = performance.now();
      const { code, stdout } = await new Deno.Command(`${world.bin}/nvidia-smi`, {
        args,
        clearEnv: true,
        env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
        cwd: "/",
        stderr: "inherit",
      }).output();
      const text = new TextDecoder().decode(stdout);
      return { code, text, ms: performance.now() - startMs };
    }, world);
  } finally {
    await world.remove();
  }
}

const PLAIN = "--format=csv,noheader,nounits";

Deno.test("the fake nvidia-smi answers any fields in any order, under all of their names", () =>
  withSmi(async (smi) => {
    const { code, text } = await smi("--query-gpu=index,clocks.sm,name,temperature.memory", PLAIN);
    assert.equal(code, 0);
    assert.deepEqual(text.split("\n"), [
      "0, 1755, NVIDIA H100 80GB HBM3, 83",
      "1, 345, NVIDIA H100 80GB HBM3, 41",
      "2, 2520, NVIDIA GeForce RTX 4090, N/A",
      "3, 1755, NVIDIA H200, 46",
      "",
    ]);
    const units = await smi("--id=3", "--query-gpu=memory.used,fan.speed", "--format=csv,noheader");
    assert.equal(units.text, "41216 MiB, [N/A]\n");
    const header = await smi("-i", "3", "--query-gpu=index,power.draw", "--format=csv,nounits");
    assert.equal(header.text, "index, power.draw [W]\n3, 142.11\n");
    const old = await smi("-i", "0", "--query-gpu=clocks_throttle_reasons.active", "--format=csv");
    assert.equal(old.text, "clocks_event_reasons.active\n0x0000000000000004\n");
  }));

Deno.test("the fake nvidia-smi tells only of the cards that were asked for", () =>
  withSmi(async (smi, world) => {
    const none = { code: 6, text: "No devices were found\n", ms: 0 };
    for (
      const [ids, cards, pids] of [
        ["0", "0\n", "4101\n"],
        ["GPU-3c4d5e6f-0a1b-4c2d-9e3f-4a5b6c7d8e9f", "2\n", "5200\n"],
        ["00000000:83:00.0", "3\n", "6300\n"],
        ["0000:2a:00.0,0", "0\n1\n", "4101\n4102\n"],
      ] as const
    ) {
      assert.equal((await smi("-i", ids, "--query-gpu=index", PLAIN)).text, cards, ids);
      assert.equal((await smi(`--id=${ids}`, "--query-compute-apps=pid", PLAIN)).text, pids, ids);
    }
    for (const field of ["--query-gpu=index", "--query-compute-apps=pid"]) {
      assert.deepEqual({ ...await smi("-i", "9", field, PLAIN), ms: 0 }, none, field);
    }
    await world.setGpus("index, uuid\n");
    assert.deepEqual({ ...await smi("--query-gpu=index", PLAIN), ms: 0 }, none);
    await world.replace("compute-apps.csv", () => "gpu_uuid, pid\n");
    assert.equal((await smi("--query-compute-apps=pid", "--format=csv")).text, "pid\n");
  }));

Deno.test("the fake nvidia-smi repeats itself, and tells of a world that changed meanwhile", () =>
  withSmi(async (_, world) => {
    for (const loop of [["--loop-ms=50"], ["-lms", "50"]]) {
      await world.setGpus("index, power.draw [W]\n0, 1.00 W\n");
      const child = new Deno.Command(`${world.bin}/nvidia-smi`, {
        args: ["--query-gpu=power.draw", PLAIN, ...loop],
        stdout: "piped",
        detached: true,
      }).spawn();
      const told = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (!text.includes("2.00")) {
        const { value, done } = await told.read();
        assert(!done, text);
        text += value;
        if (text === "1.00\n1.00\n") await world.setGpus("index, power.draw [W]\n0, 2.00 W\n");
      }
      assert.match(text, /^(1\.00\n){2,}2\.00\n$/);
      Deno.kill(-child.pid, "SIGKILL");
      await told.cancel();
      await child.status;
    }
  }));

Deno.test("the fake nvidia-smi does without aliases and without a text of its help", () =>
  withSmi(async (smi, world) => {
    await Deno.remove(`${world.bin}/nvidia-smi.world/aliases.csv`);
    await world.setGpus("index, power.draw [W]\n7, 1.00 W\n");
    assert.equal((await smi("--query-gpu=power.draw,index", PLAIN)).text, "1.00, 7\n");
    const { text } = await smi("--help-query-gpu");
    assert.deepEqual(text.match(/^".*$/gm), ['"index"', '"power.draw"']);
  }));

Deno.test("the fake nvidia-smi refuses what it does not know, as the real one does", () =>
  withSmi(async (smi) => {
    const field = await smi("--query-gpu=index,fan.sped", PLAIN);
    assert.equal(field.code, 2);
    assert.match(field.text, /^Field "fan\.sped" is not a valid field to query\.$/m);
    assert.equal((await smi("--frobnicate")).code, 1);
    assert.equal((await smi()).code, 1);
  }));

Deno.test("the fake nvidia-smi has every fault of its contract", () =>
  withSmi(async (smi, world) => {
    const ask = () => smi("--query-gpu=index,uuid", PLAIN);
    await world.setFaults("gpu sleep 1");
    assert((await ask()).ms >= 1_000);
    assert((await smi("-L")).ms < 1_000);
    await world.setFaults("any exit 9 NVIDIA-SMI has failed");
    assert.deepEqual({ ...await ask(), ms: 0 }, {
      code: 9,
      text: "NVIDIA-SMI has failed\n",
      ms: 0,
    });
    await world.setFaults("gpu no-devices\n");
    assert.deepEqual({ ...await ask(), ms: 0 }, {
      code: 6,
      text: "No devices were found\n",
      ms: 0,
    });
    await world.setFaults("gpu truncate 5");
    assert.equal((await ask()).text, "0, GP");
    await world.setFaults("gpu garbage");
    assert.doesNotMatch((await ask()).text, /GPU-/);
    await world.setFaults("gpu lost 00000000:41:00.0");
    const lost = await ask();
    assert.equal(lost.code, 15);
    assert.match(lost.text, /handle for GPU 00000000:41:00\.0: GPU is lost\. {2}Reboot/);
    assert.equal((await smi("--id=0,1,3", "--query-gpu=index", PLAIN)).text, "0\n1\n3\n");
    await world.setFaults("gpu hang");
    const hung = new Deno.Command(`${world.bin}/nvidia-smi`, {
      args: ["--query-gpu=index", PLAIN],
      stdout: "null",
      detached: true,
    }).spawn();
    await eventually("it does not mind SIGTERM", async () => {
      const status = await Deno.readTextFile(`/proc/${hung.pid}/status`);
      const ignored = BigInt(`0x${/^SigIgn:\t(\w+)/m.exec(status)?.[1]}`);
      return (ignored >> (SIGTERM - 1n) & 1n) === 1n;
    });
    hung.kill("SIGTERM");
    const isThere = new Promise((resolve) => setTimeout(resolve, 300, "still there"));
    assert.equal(await Promise.race([hung.status, isThere]), "still there");
    Deno.kill(-hung.pid, "SIGKILL");
    await hung.status;
  }));

Deno.test({
  name: "the fake nvidia-smi says byte for byte what the captured machines said",
  ignore: lacksCaptures("gpu"),
  fn: async () => {
    const names = await captureNames(".txt");
    assert(names.length > 0);
    for (const name of names) {
      const capture = await readCapture(name);
      await withSmi(async (smi, world) => {
        for (const state of ["idle", "load"] as const) {
          await world.become(capture, state);
          const cards = sectionOf(capture, `${state} :: query-gpu (`);
          await assertTells(smi, { option: "--query-gpu", csv: cards });
          const apps = sectionOf(capture, `${state} :: query-compute-apps`);
          await assertTells(smi, { option: "--query-compute-apps", csv: apps });
        }
        for (
          const [option, title] of [
            ["--help-query-gpu", "help-query-gpu"],
            ["-L", "list"],
            ["--version", "version"],
          ] as const
        ) {
          const { text } = await smi(option);
          assert.equal(text, sectionOf(capture, `capabilities :: ${title}`), name);
        }
      });
    }
  },
});

/** All columns as they were captured, and choices of them, in each format. */
async function assertTells(
  smi: Smi,
  { option, csv }: { option: string; csv: string },
): Promise<void> {
  const table = csv.trimEnd().split("\n").map((line) => line.split(", "));
  const all = table[0]?.keys().toArray() ?? [];
  assert(all.length > 1, option);
  const windows = Array.from({ length: 4 }, (_, from) => all.filter((at) => at % 4 === from));
  for (const columns of [all, all.toReversed(), ...windows]) {
    if (columns.length === 0) continue;
    const [head = [], ...rows] = table.map((cells) => columns.map((at) => cells[at] ?? ""));
    const fields = head.map((field) => field.replace(/ \[.*\]$/, "")).join(",");
    const ask = async (format: string) =>
      (await smi(`${option}=${fields}`, `--format=${format}`)).text;
    assert.equal(await ask("csv"), textOf([head, ...rows]));
    assert.equal(await ask("csv,noheader"), textOf(rows));
    const bare = rows.map((cells) => cells.map((cell, at) => withoutUnit(cell, head[at] ?? "")));
    assert.equal(await ask("csv,noheader,nounits"), textOf(bare));
  }
}

/** The unit of a cell is the one that its column's title names. */
function withoutUnit(cell: string, title: string): string {
  const unit = / \[(.*)\]$/.exec(title)?.[1];
  return unit !== undefined && cell.endsWith(` ${unit}`) ? cell.slice(0, -unit.length - 1) : cell;
}

function textOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(", ")}\n`).join("");
}

Deno.test("the fake nvidia-smi knows every command that the gpu plugin may run", () =>
  withSmi(async (smi) => {
    for (
      const args of [
        ["--help-query-gpu"],
        ["-q", "-x"],
        ["-L"],
        ["nvlink", "-gt", "d"],
        ["--version"],
        ["--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory", PLAIN],
      ]
    ) {
      const { code, text } = await smi(...args);
      assert.deepEqual([code, text.length > 40], [0, true], args.join(" "));
    }
  }));

Deno.test("the default world says the same in its lists, its CSV and its XML", () =>
  withSmi(async (smi) => {
    const rows = async (...args: string[]) =>
      (await smi(...args)).text.trimEnd().split("\n").map((line) => line.split(", "));
    const xml = (await smi("-q", "-x")).text;
    const elements = [...xml.matchAll(/<gpu id="([^"]+)">([^]*?)<\/gpu>/g)];
    const query = "--query-gpu=pci.bus_id,uuid,memory.used,pstate,remapped_rows.pending";
    const cards = await rows(query, "--format=csv,noheader");
    assert.equal(elements.length, cards.length);
    for (const [at, [bus = "", uuid = "", used, pstate, pending = ""]] of cards.entries()) {
      const [, id, body = ""] = elements[at] ?? [];
      assert.equal(id, bus);
      assert(body.includes(`<uuid>${uuid}</uuid>`), uuid);
      assert.match(body, new RegExp(`<fb_memory_usage>[^]*?<used>${used}</used>`), uuid);
      assert(body.includes(`<performance_state>${pstate}</performance_state>`), uuid);
      const rowsPending = /<remapped_row_pending>(.*?)</.exec(body)?.[1] ?? "N/A";
      assert.equal(rowsPending, pending.replace(/[[\]]/g, ""), uuid);
    }
    const listed = (await smi("-L")).text.matchAll(/^GPU \d+: .*\(UUID: (.*)\)$/gm);
    assert.deepEqual([...listed].map(([, uuid]) => uuid), cards.map(([, uuid]) => uuid));
    const known = new Set(cards.map(([, uuid]) => uuid));
    for (const [gpu, pid] of await rows("--query-compute-apps=gpu_uuid,pid", PLAIN)) {
      assert(known.has(gpu), gpu);
      assert(xml.includes(`<pid>${pid}</pid>`), pid);
    }
  }));
