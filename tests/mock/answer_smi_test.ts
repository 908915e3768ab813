/** The answers of nvidia-smi that are made in this process, held against those of the fake command. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { answerSmi } from "../../mock/gpu/answer_smi.ts";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { GpuCommands, stillFiles } from "../../mock/run/gpu_commands.ts";
import type { Settings } from "../../mock/sim/settings.ts";
import { World } from "../../mock/sim/world.ts";

const STILL = await stillFiles();
const FIELDS =
  "index,uuid,pci.bus_id,name,power.draw,clocks.sm,temperature.gpu,memory.used,pstate," +
  "ecc.errors.uncorrected.volatile.total,fan.speed,utilization.gpu,clocks_event_reasons.active";
const H100 = "GPU-1f0c7a2e-8d3b-4c55-9e01-6a7b8c9d0e1f";

/** Every kind of question that the gpu plugin asks. */
const QUESTIONS = [
  `--query-gpu=${FIELDS} --format=csv,noheader,nounits`,
  `--id=${H100} --query-gpu=${FIELDS} --format=csv,noheader,nounits`,
  `--query-gpu=${FIELDS} --format=csv`,
  "--query-gpu=index,colour --format=csv",
  "--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory --format=csv,noheader,nounits",
  "--help-query-gpu",
  "-q -x",
  "-L",
  "nvlink -gt d",
  "nvlink -s",
  "nvlink -e",
  "pmon -s um -c 1 -i 0,2",
  `pmon -s um -c 1 -i ${H100}`,
  "dmon -h",
  "dmon -s p --gpm-metrics 1,2,3,4,5,6,7,9,10,11,12,13,20,21,60,61 --gpm-options dm -c 3 -d 0 " +
  "--format csv",
  "--mean-question",
];

const STATES: Readonly<Record<string, Settings>> = {
  well: {},
  "lost card": { cards: { "1": { state: "lost" } } },
  "card that needs a reset": { cards: { "0": { state: "needs_reset" } } },
  "failing driver": { nvml: "driver_mismatch" },
  "no cards": { nvml: "no_devices" },
  garbage: { nvml: "garbage" },
};

for (const [name, settings] of Object.entries(STATES)) {
  Deno.test(`answerSmi answers as the fake command does: ${name}`, async () => {
    const world = new World(defaultWorld({ hasAmd: false }), {
      seed: 3,
      epochUnix: 1.7e9,
      warmUpSeconds: 60,
    });
    world.settings = settings;
    world.advance(30);
    const dir = await Deno.makeTempDir();
    try {
      await GpuCommands.install(dir, world);
      const files = { ...STILL, ...nvidiaFiles(world, STILL) };
      for (const question of QUESTIONS) {
        const args = question.split(" ");
        const { code, stdout } = await new Deno.Command(`${dir}/nvidia-smi`, {
          args,
          clearEnv: true,
          env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
        }).output();
        const expected = { code, stdout: new TextDecoder().decode(stdout) };
        assert.deepEqual(answerSmi(args, files), expected, question);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("answerSmi hangs where the driver does", () => {
  assert.deepEqual(answerSmi(["-L"], { ...STILL, faults: "any hang\n" }), { hangs: true });
});
