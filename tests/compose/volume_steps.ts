/**
 * Volumes of VictoriaMetrics in a real engine: the user that our files name writes to them, data outlive their
 * container, and a volume of another user is one message. The images are Debian's programs over the folders of
 * Alpine, which the real ones are made of.
 */
import assert from "node:assert/strict";
import { DATA_VOLUMES } from "../../compose/src/data_volumes.ts";
import { z } from "../../runtime/contract/zod.ts";
import { eventually } from "../support/eventually.ts";
import { makeVictoriaStandIns, VICTORIA_TAGS } from "./stand_ins/images.ts";
import type { TestStack } from "./stand_ins/test_stack.ts";

const FILES = ["fleet", "victoria", "agent", "vmagent"].map((name) => `compose.${name}.yaml`);
const NOBODY = 65_534;
const VALUE = 42;
const AGE_MS = 600_000;
const ANSWER = z.object({
  data: z.object({
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});
/** The message of preflight for a volume that its service cannot write to. */
const MESSAGE = new RegExp(
  "victoria in the volume victoria-data belongs to user 0 \\(mode 755\\), but prometheus runs as 65534 and " +
    "cannot write there\\. docker run --rm -v (\\S+):/data busybox (chown -R 65534:65534 /data)",
);

/** Brings VictoriaMetrics and vmagent up with new volumes, over a stack that init has been run for. */
export async function tryVolumes(t: Deno.TestContext, plain: TestStack): Promise<void> {
  await plain.compose("down", "-v");
  await makeVictoriaStandIns(plain.engine);
  for (const name of ["gate-token", "gate-users"]) {
    await Deno.writeTextFile(`${plain.dir}/compose/secrets/${name}`, "secret\n");
  }
  const stack = plain.over(...FILES).with({
    VICTORIA_IMAGE: VICTORIA_TAGS["victoria-metrics"],
    VMAGENT_IMAGE: VICTORIA_TAGS.vmagent,
    GATE_URL: "http://prometheus:9090/api/v1/write",
  });
  // What is younger than half a minute, it does not show.
  const timeMs = Date.now() - AGE_MS;
  const ask = async () => {
    const query = new URLSearchParams({ query: "kept", time: String(timeMs / 1_000) });
    const address = `http://127.0.0.1:${stack.env.PROMETHEUS_PORT}/api/v1/query?${query}`;
    return ANSWER.parse(await (await fetch(address)).json()).data.result[0]?.value[1];
  };
  const answers = async () => await ask() === String(VALUE);

  await t.step("vmagent keeps in its volume what it cannot send", async () => {
    await stack.compose("up", "-d", "agent");
    await expectHardened(stack, "agent", "/var/tmp/queue");
    const address = await stack.findAddress("agent", "backend");
    const url = `http://${address}:9090/api/v1/import/prometheus`;
    const sent = await eventually(
      "vmagent takes a sample",
      () => fetch(url, { method: "POST", body: `kept ${VALUE} ${timeMs}\n` }),
    );
    await sent.body?.cancel();
    assert(sent.ok, `${sent.status}`);
  });

  await t.step("another container of vmagent sends it, to VictoriaMetrics", async () => {
    // The first is gone before there is anybody to send to.
    await stack.compose("stop", "agent");
    await stack.compose("up", "-d", "prometheus");
    await recreate(stack, "agent");
    await eventually("the sample came", answers);
    await expectHardened(stack, "prometheus", "/var/tmp/victoria");
  });

  await t.step("another container of VictoriaMetrics answers as the one before", async () => {
    await recreate(stack, "prometheus");
    await eventually("it answers", answers);
  });

  await t.step("a volume of root is one message, which says what to run", async () => {
    await stack.compose("stop", "prometheus");
    const volume = "llm-monitor_victoria-data";
    await inVolume(stack, volume, "chown", "-R", "0:0", "/data");
    const { code } = await stack.tryCompose("up", "-d", "prometheus");
    assert.notEqual(code, 0);
    const logs = await stack.compose("logs", "--no-color", "preflight");
    const [, named = "", command = ""] = MESSAGE.exec(logs) ?? [];
    assert.equal(named, volume, logs);
    assert.equal(await stack.engine.docker("ps", "-q", "--filter", "name=prometheus"), "");
    await inVolume(stack, named, ...command.split(" "));
    await stack.compose("up", "-d", "prometheus");
    await eventually("it answers", answers);
  });

  await t.step("a new volume belongs to its service before that has ever run", async () => {
    for (const { name, uid, gid, service } of DATA_VOLUMES) {
      if (["prometheus", "agent"].includes(service)) continue;
      const volume = `llm-monitor_${name}`;
      const owner = await inVolume(stack, volume, "stat", "-c", "%u:%g", "/data");
      assert.equal(owner, `${uid}:${gid}`, name);
    }
  });
}

/** Checks that a service runs as compose says, and that its folder is its user's. */
async function expectHardened(stack: TestStack, service: string, folder: string): Promise<void> {
  const status = (await stack.exec(service, "cat", "/proc/1/status")).output;
  assert.match(status, new RegExp(`^Uid:\\t${NOBODY}\\t`, "m"), service);
  assert.match(status, /^CapEff:\t0+$/m, service);
  assert.match(status, /^NoNewPrivs:\t1$/m, service);
  assert.match((await stack.exec(service, "touch", "/evil")).output, /Read-only/, service);
  const listed = await eventually(`${folder} is there`, async () => {
    const { code, output } = await stack.exec(service, "ls", "-ldn", folder);
    return code === 0 && output;
  });
  assert.match(listed, new RegExp(`^drwx\\S+ +\\d+ ${NOBODY} +${NOBODY} `), service);
}

/** Replaces the container of a service. */
async function recreate(stack: TestStack, service: string): Promise<void> {
  const before = await stack.findId(service);
  await stack.compose("up", "-d", "--force-recreate", service);
  assert.notEqual(await stack.findId(service), before);
}

/** Runs a program of busybox as root, with a volume at /data. */
async function inVolume(stack: TestStack, volume: string, ...args: string[]): Promise<string> {
  return await stack.engine.docker(
    ...["run", "--rm", "--network=none", "-v", `${volume}:/data`],
    ...["busybox:test", "/bin/busybox", ...args],
  );
}
