/** docs/architecture and the tree agree. */
import assert from "node:assert/strict";
import { posix } from "node:path";
import { PLUGIN_STATES } from "../../runtime/contract/status.ts";
import { accepts, next } from "../../runtime/host/lifecycle/state.ts";
import type { PluginEvent, PluginState } from "../../runtime/host/lifecycle/state.ts";
import { REPO, sourceFiles } from "./source_files.ts";

const pages = await sourceFiles("docs/architecture", ".md");

Deno.test("layers.md has a row for every folder of runtime/, and for no other", async () => {
  const page = pages.find(({ path }) => path.endsWith("/layers.md"));
  const rows = [...page?.text.matchAll(/^\| `(runtime\/[^`]+)`/gm) ?? []].map(([, folder]) =>
    folder
  );
  const files = await sourceFiles("runtime", ".ts");
  const folders = new Set(files.map(({ path }) => posix.dirname(path)));
  assert.deepEqual(rows.sort(), [...folders].sort());
});

Deno.test("every file and folder that the pages name is there", async () => {
  const missing: string[] = [];
  let count = 0;
  for (const { path, text } of pages) {
    for (const [, name = ""] of text.matchAll(/`((?:runtime|tests|docs|plugins|mock)\/[\w./]*)/g)) {
      count++;
      if (!await isThere(name)) missing.push(`${path} names ${name}`);
    }
  }
  assert.deepEqual(missing, []);
  assert(count > 50, "the pages name nothing, so this test sees nothing");
});

Deno.test("the README of docs/architecture lists the requests that the host can make", async () => {
  const source = await Deno.readTextFile(`${REPO}/runtime/contract/syscall.ts`);
  const body = /interface HostRequests \{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
  const requests = [...body.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name);
  assert(requests.length > 0, "HostRequests was not found");
  const readme = pages.find(({ path }) => path.endsWith("/README.md"))?.text ?? "";
  const table = readme.slice(readme.indexOf("| Request "));
  const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assert.deepEqual(rows.sort(), requests.sort());
});

Deno.test("the diagram of states has every state, and no transition that there is not", () => {
  const page = pages.find(({ path }) => path.endsWith("/life-of-a-plugin.md"))?.text ?? "";
  const diagram = /stateDiagram-v2\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const arrows = [...diagram.matchAll(/([a-z]+) --> ([a-z]+)/g)];
  const wrong = arrows.filter(([, from, to]) =>
    !EVENTS.some((event) => accepts(makeState(from), event.name) && stateAfter(from, event) === to)
  );
  assert.deepEqual(wrong.map(([arrow]) => arrow), []);
  const drawn = new Set(arrows.flatMap(([, from, to]) => [from, to]));
  assert.deepEqual([...drawn].sort(), [...PLUGIN_STATES].sort());
});

const detail = "as drawn";
const EVENTS: readonly PluginEvent[] = [
  { name: "admit" },
  { name: "hold", detail },
  { name: "reject", detail },
  { name: "disable" },
  { name: "start" },
  { name: "started" },
  { name: "collect" },
  { name: "collected" },
  { name: "absent", detail },
  { name: "starve", detail },
  { name: "retire" },
  { name: "back_off", detail, untilMs: 1 },
  { name: "quarantine", detail, untilMs: 1 },
  { name: "drain" },
  { name: "stop" },
];
function stateAfter(from: string | undefined, event: PluginEvent): string {
  return next(makeState(from), event).name;
}

function makeState(name: string | undefined): PluginState {
  return { name, detail, untilMs: 1 } as PluginState;
}

async function isThere(name: string): Promise<boolean> {
  try {
    await Deno.stat(`${REPO}/${name}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
