/** dmon, pmon and nvlink of the fake nvidia-smi, byte for byte as the captures have them. */
import assert from "node:assert/strict";
import { GpuWorld } from "../support/gpu_world.ts";
import { lacksCaptures } from "../support/captures.ts";
import { readCapture, sectionOf } from "../support/smi_capture.ts";

const H100 = "h100-580.159.04/";
const UUID = "GPU-00000000-1111-2222-3333-444444444444";

async function withSmi(
  test: (smi: (line: string) => Promise<string>, world: GpuWorld) => Promise<void>,
): Promise<void> {
  const world = await GpuWorld.create();
  try {
    await test(async (line) => {
      const { stdout } = await new Deno.Command(`${world.bin}/nvidia-smi`, {
        args: line.split(" "),
        clearEnv: true,
        env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
        stderr: "inherit",
      }).output();
      return new TextDecoder().decode(stdout);
    }, world);
  } finally {
    await world.remove();
  }
}

/** The card of the capture as it was in the last row, so that the fake tells the same again. */
async function become(world: GpuWorld, dmon: string): Promise<void> {
  await world.setGpus(
    "index, uuid, pci.bus_id, power.draw [W], temperature.gpu, temperature.memory, " +
      "utilization.gpu [%], utilization.memory [%], utilization.encoder [%], " +
      "utilization.decoder [%], utilization.jpeg [%], utilization.ofa [%], " +
      "clocks.current.memory [MHz], clocks.current.graphics [MHz], memory.used [MiB]\n" +
      `0, ${UUID}, 00000000:00:06.0, ${dmon}\n`,
  );
}

Deno.test({
  name: "the fake nvidia-smi writes dmon as the captured one does",
  ignore: lacksCaptures("gpu"),
  fn: () =>
    withSmi(async (smi, world) => {
      await become(
        world,
        "696.20 W, 61, 57, 99 %, 34 %, 0 %, 0 %, 0 %, 0 %, 2619 MHz, 1365 MHz, 21619 MiB",
      );
      const columns = "gract, smutil, smocc, intutil, mmaact, dfmat, hmmat, id=8, immat, dram, " +
        "fp64, fp32, fp16, pcitx, pcirx";
      await world.replace(
        "dmon.csv",
        () => `index, ${columns}\n0, 99, 96, 14, 1, 93, 0, 93, 0, 0, 26, 0, 0, 0, 5, 16\n`,
      );
      const captured = (await readCapture(`${H100}dmon-gpm-load.txt`)).split("\n");
      const numbers = "1,2,3,4,5,6,7,8,9,10,11,12,13,20,21";
      const own = (await smi(`dmon --gpm-metrics ${numbers} -c 3 -d 0`)).split("\n");
      assert.deepEqual(own.slice(0, 2), captured.slice(0, 2));
      assert.equal(own[4], captured[4]);
      // The base columns of the last row, with the dashes of the first.
      const early = `${captured[4]?.slice(0, 82)}${captured[2]?.slice(82)}`;
      assert.deepEqual(own.slice(2, 4), [early, early]);
      const idle = (await readCapture(`${H100}dmon-idle.txt`)).split("\n");
      assert.deepEqual((await smi("dmon -c 1")).split("\n").slice(0, 2), idle.slice(0, 2));
    }),
});

Deno.test({
  name: "the fake nvidia-smi writes dmon as CSV as the captured one does",
  ignore: lacksCaptures("gpu"),
  fn: () =>
    withSmi(async (smi, world) => {
      await become(
        world,
        "699.00 W, 62, 59, 99 %, 34 %, 0 %, 0 %, 0 %, 0 %, 2619 MHz, 1380 MHz, 21619 MiB",
      );
      await world.replace(
        "dmon.csv",
        () =>
          "index, pviol, tviol, bar1, ccpm, sbecc, dbecc, pci, rxpci, txpci, smutil, smocc, " +
          "mmaact, dram\n0, 100, 0, 21620, 0, 0, 0, 0, 20, 9, 96, 14, 93, 25\n",
      );
      const captured = (await readCapture(`${H100}dmon-gpm-load.csv`)).split("\n");
      const line = "dmon -s pucvmet --gpm-metrics 2,3,5,10 -c 3 -d 0 --format csv";
      const own = (await smi(line)).split("\n");
      assert.deepEqual([own[0], own[1], own[4]], [captured[0], captured[1], captured[4]]);
      assert.match(own[2] ?? "", / 0, .*, 20, 9, -, -, -, -$/);
    }),
});

Deno.test({
  name: "the fake nvidia-smi writes pmon as the captured one does",
  ignore: lacksCaptures("gpu"),
  fn: () =>
    withSmi(async (smi, world) => {
      await world.replace(
        "compute-apps.csv",
        () =>
          "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" +
          `${UUID}, 655, python3, 21610 MiB\n${UUID}, 656, python3, 2686 MiB\n`,
      );
      await world.replace("pmon.csv", () => "pid, sm, mem, ccpm\n655, 99, 32, 0\n656, -, -, 0\n");
      await world.setGpus(`index, uuid\n0, ${UUID}\n`);
      const own = (await smi("pmon -s um -c 1 -o T")).replaceAll(/^ \d\d:\d\d:\d\d/gm, " 18:45:47");
      assert.equal(own, await readCapture(`${H100}pmon-two-processes.txt`));

      const capture = await readCapture("linux-x86_64__nvidia-h200-mig__590.48.01.txt");
      await world.become(capture, "idle");
      await world.replace("compute-apps.csv", () => "gpu_uuid, pid\n");
      const [head, units, row] = sectionOf(capture, "idle :: pmon").split("\n");
      assert.equal(await smi("pmon -c 1"), [head, units, row, ""].join("\n"));
      assert.equal(await smi("nvlink -s"), sectionOf(capture, "capabilities :: nvlink -s"));
    }),
});

Deno.test("the fake nvidia-smi tells of the cards that were asked for, and fails by question", () =>
  withSmi(async (smi, world) => {
    const cards = (text: string) =>
      text.split("\n").filter((line) => /^ /.test(line)).map((line) => line.trim().split(/\s+/)[0]);
    assert.deepEqual(cards(await smi("pmon -s um -c 1 -i 0,3")), ["0", "3"]);
    assert.deepEqual(cards(await smi("dmon -c 1 -i 2")), ["2"]);
    assert.equal(await smi("dmon -c 1 -i 9"), "No devices were found\n");
    assert.match(await smi("nvlink -e"), /^\t Link 3: Replay Errors: 1$/m);
    await world.setFaults("dmon exit 255 broken");
    assert.equal(await smi("dmon -c 1"), "broken\n");
    assert.match(await smi("pmon -c 1"), /^# gpu/);
  }));
