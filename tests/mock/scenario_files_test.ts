/** Checks that a faulty scenario file is explained so that it can be mended, and read again while it runs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { IssuesError } from "../../runtime/contract/issue.ts";
import { defaultWorld } from "../../mock/default/world.ts";
import { listNames, loadScenario, scenarioFile } from "../../mock/scenario/load.ts";
import { Player } from "../../mock/scenario/player.ts";
import { settingsAt } from "../../mock/scenario/settings_at.ts";

const NAMES = listNames(defaultWorld({ hasAmd: false }));
const GOOD = "description: A test of scenarios\nalerts: []\n";

async function withFile(
  test: (file: string, write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-scenario-" });
  const file = `${dir}/mine.yaml`;
  try {
    await test(file, async (text) => {
      await Deno.writeTextFile(`${file}.new`, text);
      await Deno.rename(`${file}.new`, file);
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const WRONG: Readonly<Record<string, readonly [string, RegExp]>> = {
  "an unknown engine": [
    `${GOOD}settings:\n  engines:\n    vlm: { hung: true }\n`,
    /mine\.yaml:5: settings\.engines\.vlm is \{"hung":true\}: unknown key\. Did you mean "vllm"\? Known here: vllm, sglang/,
  ],
  "an unknown key of an engine": [
    `${GOOD}settings:\n  engines:\n    vllm: { requestPerSecond: 3 }\n`,
    /settings\.engines\.vllm\.requestPerSecond is 3: unknown key\. Did you mean "requestsPerSecond"\?/,
  ],
  "an unknown key of the file": [
    `${GOOD}setings: {}\n`,
    /mine\.yaml:3: setings is \{\}: unknown key\. Did you mean "settings"\? Known here: description, alerts/,
  ],
  "an unknown key of a step": [
    `${GOOD}steps:\n  - { at: 5s, after: 5s, settings: {} }\n`,
    /steps\[0\]\.at is "5s": unknown key\. .*Known here: after, settings/,
  ],
  "an unknown key of a card in a step": [
    `${GOOD}steps:\n  - { after: 5s, settings: { cards: { "0": { coling: 1 } } } }\n`,
    /steps\[0\]\.settings\.cards\.0\.coling is 1: unknown key\. Did you mean "cooling"\?/,
  ],
  "a value that is none of those allowed": [
    `${GOOD}settings: { nvml: broken }\n`,
    /settings\.nvml is "broken": must be one of ok, driver_mismatch, device_access_lost/,
  ],
  "a number out of range": [
    `${GOOD}settings: { engines: { vllm: { sharedPrefixRatio: 1.5 } } }\n`,
    /sharedPrefixRatio is 1\.5: must be a number from 0 to 1/,
  ],
  "a load that nothing could compute": [
    `${GOOD}settings: { load: 1e9 }\n`,
    /mine\.yaml:3: settings\.load is 1000000000: must be a number from 0 to 10/,
  ],
  "text in the place of a number": [
    `${GOOD}settings: { load: "much" }\n`,
    /settings\.load is "much": must be a number from 0 to 10/,
  ],
  "no number at all": [
    `${GOOD}settings: { load: .inf, engines: { vllm: { requestsPerSecond: .nan } } }\n`,
    /settings\.load is null: must be a number from 0 to 10\n.*requestsPerSecond is null: must be a number/,
  ],
  "a part of a model": [
    `${GOOD}settings: { engines: { ollama: { maxLoadedModels: 1.5 } } }\n`,
    /maxLoadedModels is 1\.5: must be a whole number from 1 to 100/,
  ],
  "a list in the place of settings": [
    `${GOOD}settings: { engines: { vllm: [1] }, cards: 3 }\n`,
    /engines\.vllm is \[1\]: must have the keys requestsPerSecond, .*\n.*settings\.cards is 3: must have the keys 0, 1/,
  ],
  "text in the place of steps": [`${GOOD}steps: x\n`, /steps is "x": must be a list of steps/],
  "a hang of what computes nothing": [
    `${GOOD}settings: { engines: { litellm: { hung: true, slowdown: 2 } } }\n`,
    /litellm\.slowdown is 2: has no effect on litellm: it computes nothing itself\n.*litellm\.hung is true: has no effect/,
  ],
  "a limit of models where all are loaded": [
    `${GOOD}settings: { engines: { vllm: { maxLoadedModels: 2 } } }\n`,
    /maxLoadedModels is 2: has no effect on vllm: it does not load models on demand/,
  ],
  "errors of a card without ECC": [
    `${GOOD}steps: [{ after: 1s, settings: { cards: { "2": { correctedErrorsPerMinute: 4 } } } }]\n`,
    /cards\.2\.correctedErrorsPerMinute is 4: has no effect on 2: it has no ECC/,
  ],
  "a duration without a unit": [
    `${GOOD}steps: [{ after: 5, settings: {} }]\n`,
    /steps\[0\]\.after is 5: /,
  ],
  "an alert of another name": [
    "description: A test of scenarios\nalerts: [KvFull]\n",
    /alerts\[0\] is "KvFull": must be such as LlmMonitorKvCacheFull/,
  ],
  "no alerts": ["description: A test of scenarios\n", /alerts: must be a list of the alerts/],
  "no YAML": ["description: [\n", /mine\.yaml:\d+:/],
};

for (const [what, [text, expected]] of Object.entries(WRONG)) {
  Deno.test(`a scenario with ${what} is refused, and the message says what is allowed`, () =>
    withFile(async (file, write) => {
      await write(text);
      await assert.rejects(loadScenario(file, NAMES), (error) => {
        assert(error instanceof IssuesError);
        assert.match(error.message, expected);
        return true;
      });
    }));
}

Deno.test("a scenario that is not there is named with the nearest that is", async () => {
  await assert.rejects(scenarioFile("kvfull", "/"), {
    message: 'There is no scenario "kvfull"',
    hint: "Did you mean kv-full? deno task mock --list lists all",
  });
  await assert.rejects(scenarioFile("something", "/"), {
    hint: /^There are busy, crash-looping, /,
  });
  assert.equal(await scenarioFile("mine.yaml", "/somewhere"), "/somewhere/mine.yaml");
  await assert.rejects(loadScenario("/nowhere/mine.yaml", NAMES), /mine\.yaml: cannot be read/);
});

Deno.test("steps come in the order of their times, stay, and begin anew with each round", () => {
  const scenario = {
    settings: { load: 2, engines: { vllm: { slowdown: 2 } } },
    steps: [
      { after: 20, settings: { load: 3 } },
      { after: 10, settings: { engines: { vllm: { hung: true }, tgi: { hung: true } } } },
    ],
  };
  const first = { engines: { vllm: { slowdown: 2 } }, load: 2 };
  const shown = (seconds: number, repeatEvery?: number) => {
    const { load, engines } = settingsAt({ ...scenario, repeatEvery }, seconds);
    return { load, engines };
  };
  assert.deepEqual(shown(9.9), first);
  const hung = { vllm: { slowdown: 2, hung: true }, tgi: { hung: true } };
  assert.deepEqual(shown(10), { load: 2, engines: hung });
  assert.deepEqual(shown(1_000), { load: 3, engines: hung });
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), (seconds) => {
    assert.deepEqual(shown(seconds, 30), shown(seconds % 30));
  }));
});

Deno.test("a changed file is read again from its start; a wrong one is told, and the old goes on", () =>
  withFile(async (file, write) => {
    await write(`${GOOD}settings: { load: 2 }\nsteps: [{ after: 10s, settings: { load: 3 } }]\n`);
    const said: string[] = [];
    const player = await Player.open({ file, names: NAMES, say: (text) => said.push(text) });
    assert.deepEqual(player.settings(50), {}, "all is well before it begins");
    player.begin(60);
    assert.equal(player.settings(65).load, 2);
    assert.equal(player.settings(70).load, 3);
    await player.reloadIfChanged(100);
    assert.deepEqual(said, []);
    await write(`${GOOD}settings: { load: -1 }\n`);
    await player.reloadIfChanged(101);
    assert.match(
      said.join(),
      /continues unchanged: .*settings\.load is -1: must be a number from 0 to 10/,
    );
    assert.equal(player.settings(102).load, 3);
    await player.reloadIfChanged(102);
    assert.equal(said.length, 1);
    await write(`${GOOD}settings: { load: 4 }\nsteps: [{ after: 10s, settings: { load: 5 } }]\n`);
    await player.reloadIfChanged(103);
    assert.match(said[1] ?? "", /^Scenario read again: A test of scenarios/);
    assert.equal(player.settings(104).load, 4);
    assert.equal(player.settings(113).load, 5);
    await Deno.remove(file);
    await player.reloadIfChanged(120);
    assert.match(said[2] ?? "", /continues unchanged: .*cannot be read/);
    assert.equal(player.settings(121).load, 5);
  }));
