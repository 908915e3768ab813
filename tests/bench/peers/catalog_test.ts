import assert from "node:assert/strict";
import { PEERS, taskCommand } from "./catalog.ts";

const RESULT = new URL("../results/peers.json", import.meta.url);

Deno.test("taskCommand takes variables from in front of a task, and makes its script's path absolute", () => {
  const { command, env } = taskCommand("A=1 B_=2 deno run -A x/start.ts", ["--port", "1"]);
  assert.deepEqual(env, { A: "1", B_: "2" });
  assert.deepEqual(command.slice(1, 3), ["run", "-A"]);
  assert.match(command[3] ?? "", /^\/.+\/x\/start\.ts$/);
  assert.deepEqual(command.slice(4), ["--port", "1"]);
});

Deno.test("taskCommand takes a task without variables", () => {
  assert.deepEqual(taskCommand("deno run a.ts", []).env, {});
});

Deno.test("the committed result has every peer, with the work that it is said to do", async () => {
  const { peers } = JSON.parse(await Deno.readTextFile(RESULT)) as {
    peers: { name: string; work: string }[];
  };
  assert.deepEqual(
    peers.map(({ name, work }) => ({ name, work })),
    PEERS.map(({ name, work }) => ({ name, work })),
  );
});

Deno.test("what is not part of this repository says how it is installed", () => {
  for (const { name, needs } of PEERS.filter(({ name }) => !/llm-monitor|Deno/.test(name))) {
    assert.match(needs?.install ?? "", /^apt-get install [a-z-]+$/, name);
  }
});
