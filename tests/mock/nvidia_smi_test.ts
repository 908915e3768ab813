/** The fake nvidia-smi behaves as the real one, whose habits the captures show. */
import assert from "node:assert/strict";
import { GpuWorld } from "../support/gpu_world.ts";
import {
  captureNames,
  hasCaptures,
  readCapture,
  sectionOf,
  withBareHeader,
} from "../support/smi_capture.ts";

async function withSmi(
  test: (
    smi: (...args: string[]) => Promise<{ code: number; text: string; ms: number }>,
    world: GpuWorld,
  ) => Promise<void>,
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
    assert.equal(header.text, "index, power.draw\n3, 142.11\n");
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
    await world.setFaults("gpu sleep 0.3");
    assert((await ask()).ms >= 300);
    assert((await smi("-L")).ms < 300);
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
    await new Promise((resolve) => setTimeout(resolve, 300));
    hung.kill("SIGTERM");
    const isThere = new Promise((resolve) => setTimeout(resolve, 300, "still there"));
    assert.equal(await Promise.race([hung.status, isThere]), "still there");
    Deno.kill(-hung.pid, "SIGKILL");
    await hung.status;
  }));

Deno.test({
  name: "the fake nvidia-smi says byte for byte what the captured machines said",
  ignore: !hasCaptures(),
  fn: async () => {
    for (const name of await captureNames(".txt")) {
      const capture = await readCapture(name);
      await withSmi(async (smi, world) => {
        await world.become(capture, "load");
        const csv = withBareHeader(sectionOf(capture, "load :: query-gpu"));
        const [head = "", ...cards] = csv.trim().split("\n");
        const answer = await smi(
          `--query-gpu=${head.split(", ").join(",")}`,
          "--format=csv,noheader",
        );
        assert.equal(answer.text.trim(), cards.join("\n").trim(), name);
        const apps = withBareHeader(sectionOf(capture, "load :: query-compute-apps"));
        const [fields = "", ...processes] = apps.trim().split("\n");
        const told = await smi(
          `--query-compute-apps=${fields.split(", ").join(",")}`,
          "--format=csv,noheader",
        );
        assert.equal(told.text.trim(), processes.join("\n").trim(), name);
        const help = await smi("--help-query-gpu");
        assert.equal(help.text, sectionOf(capture, "capabilities :: help-query-gpu"), name);
      });
    }
  },
});

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
