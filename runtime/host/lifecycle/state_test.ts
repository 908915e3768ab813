import assert from "node:assert/strict";
import fc from "fast-check";
import { PLUGIN_STATES } from "../../contract/status.ts";
import { accepts, IllegalTransition, next, readDetail } from "./state.ts";
import type { PluginEvent, PluginState } from "./state.ts";

const event = (name: PluginEvent["name"]): PluginEvent =>
  ({ name, detail: "because", untilMs: 5 }) as PluginEvent;
const EVENTS: PluginEvent["name"][] = [
  "admit",
  "hold",
  "reject",
  "disable",
  "start",
  "started",
  "collect",
  "collected",
  "absent",
  "retire",
  "starve",
  "back_off",
  "quarantine",
  "drain",
  "stop",
];

function walk(...names: PluginEvent["name"][]): PluginState {
  return names.reduce<PluginState>((state, name) => next(state, event(name)), {
    name: "discovered",
  });
}

Deno.test("next follows the stories that plugins live", () => {
  const stories: [string, PluginEvent["name"][], PluginState["name"]][] = [
    ["first collection", ["admit", "start", "started", "collect", "collected"], "idle"],
    ["idle too long", ["admit", "start", "started", "collect", "collected", "retire"], "retired"],
    ["wakes up", ["admit", "start", "started", "retire", "start", "started"], "idle"],
    ["nothing to watch", ["admit", "start", "started", "collect", "absent"], "inactive"],
    ["looks again", ["admit", "start", "started", "collect", "absent", "collect"], "collecting"],
    ["crash at start", ["admit", "start", "back_off"], "backoff"],
    ["starved, then in time", ["admit", "start", "starve", "started", "collect"], "collecting"],
    ["starved twice", ["admit", "start", "starve", "start", "starve"], "starved"],
    [
      "late collection",
      ["admit", "start", "started", "collect", "starve", "collected"],
      "idle",
    ],
    ["second try", ["admit", "start", "back_off", "start", "started"], "idle"],
    ["too many crashes", ["admit", "start", "quarantine"], "quarantined"],
    ["half-open trial", ["admit", "start", "quarantine", "start"], "starting"],
    ["waits for approval, then runs", ["hold", "admit", "start"], "starting"],
    ["bad digest, good digest", ["reject", "admit"], "admitted"],
    [
      "removed while collecting",
      ["admit", "start", "started", "collect", "drain", "stop"],
      "stopped",
    ],
  ];
  for (const [story, names, expected] of stories) {
    assert.equal(walk(...names).name, expected, story);
  }
});

Deno.test("next refuses every event that the state does not accept, with both names", () => {
  assert.throws(() => walk("start"), /Cannot apply "start" to a plugin that is discovered/);
  assert.throws(() => walk("admit", "collect"), IllegalTransition);
  assert.throws(() => walk("admit", "drain", "stop", "admit"), IllegalTransition);
});

Deno.test("next keeps any walk within the known states and agrees with accepts", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 }), (names) => {
    let state: PluginState = { name: "discovered" };
    for (const name of names) {
      if (accepts(state, name)) state = next(state, event(name));
      else assert.throws(() => next(state, event(name)), IllegalTransition);
      assert.ok(PLUGIN_STATES.includes(state.name));
    }
  }));
});

Deno.test("next makes every state reachable", () => {
  const seen = new Set<string>();
  const open: PluginState[] = [{ name: "discovered" }];
  for (let state = open.pop(); state; state = open.pop()) {
    if (seen.has(state.name)) continue;
    seen.add(state.name);
    for (const name of EVENTS) if (accepts(state, name)) open.push(next(state, event(name)));
  }
  assert.deepEqual([...seen].sort(), [...PLUGIN_STATES].sort());
});

Deno.test("readDetail returns the reason of a state, or nothing", () => {
  assert.equal(readDetail({ name: "rejected", detail: "bad name" }), "bad name");
  assert.equal(readDetail({ name: "idle" }), "");
});
