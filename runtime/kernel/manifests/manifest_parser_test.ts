import { NO_FILTERS } from "../../../tests/support/no_wrappers.ts";
import assert from "node:assert/strict";
import { CallError } from "../../contract/errors.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import { makeLayout } from "../config/layout.ts";
import { detectWrappers } from "../process/isolation/detect_wrappers.ts";
import { ManifestParser } from "./manifest_parser.ts";
import { openParser } from "./open_parser.ts";

const STORE_NOTHING = { get: () => Promise.resolve(undefined), put: () => Promise.resolve() };

/** A parser whose process answers what a test says. */
function parserWith(answer: (text: string) => unknown) {
  const seen: string[] = [];
  let abandoned = 0;
  const service = {
    call: (_: string, [text]: readonly unknown[]) => {
      seen.push(String(text));
      return Promise.resolve(answer(String(text)));
    },
    abandon: () => void abandoned++,
  };
  const clock = { nowMs: 0 };
  const parser = new ManifestParser({ service, store: STORE_NOTHING, nowMs: () => clock.nowMs });
  return { parser, seen, clock, abandoned: () => abandoned };
}

function findRule(parsed: ParsedYaml): string {
  return parsed.ok ? "none" : parsed.faults[0]?.rule ?? "";
}

Deno.test("the process that parses manifests has no permission, and answers once for each text", async () => {
  const stateDir = await Deno.makeTempDir();
  const layout = makeLayout({ pluginsDir: "/x", stateDir, env: Deno.env.toObject() });
  await Deno.mkdir(layout.manifestsRoot);
  const wrappers = await detectWrappers({
    path: Deno.env.get("PATH") ?? "",
    guestFiles: [],
    callFilters: NO_FILTERS,
  });
  const parser = openParser(layout, wrappers);
  try {
    assert.deepEqual(await parser.parse("a: { b: [1, x] }\n"), {
      ok: true,
      value: { a: { b: [1, "x"] } },
      lines: [0, { a: [1, { b: [1, [[1], [1]]] }] }],
    });
    const children = await commandsBelow(Deno.pid, "services/manifests.ts");
    assert.equal(children.length, 1);
    assert.doesNotMatch(children[0] ?? "", /--allow|-A\b/);
    assert.match(findRule(await parser.parse("a: *b\n")), /alias/i);
    assert.match(findRule(await parser.parse(`a: ${"[".repeat(30_000)}`)), /./);
  } finally {
    parser.close();
  }
  // What was parsed once is known to the next start, which needs no process for it.
  const again = openParser({ ...layout, denoPath: "/nonexistent" }, wrappers);
  assert.equal((await again.parse("a: { b: [1, x] }\n")).ok, true);
  await assert.rejects(again.parse("b: 1\n"), {
    code: "plugin_unreadable",
    message: /did not start, or ended/,
  });
  await Deno.remove(stateDir, { recursive: true });
});

Deno.test("ManifestParser blames the manifest that its process hangs on or dies of, and goes on", async () => {
  const { parser, seen, clock, abandoned } = parserWith((text) => {
    if (text === "hangs") throw new CallError("timed_out", "late");
    if (text === "kills") throw new CallError("unavailable", "gone");
    return { ok: true, value: { text }, lines: [0] };
  });
  const texts = ["hangs", "good", "kills", "hangs", "better"];
  const parsed = await Promise.allSettled(texts.map((text) => parser.parse(text)));
  assert.deepEqual(parsed.map(({ status }) => status), [
    "rejected",
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  assert.equal(abandoned(), 1);
  const hung = { code: "plugin_unreadable", message: /longer than 3000 ms/ };
  await assert.rejects(parser.parse("hangs"), hung);
  assert.equal(seen.filter((text) => text === "hangs").length, 1);
  clock.nowMs += 5 * 60_000;
  await assert.rejects(parser.parse("hangs"), hung);
  assert.equal(seen.filter((text) => text === "hangs").length, 2);
});

const deep = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) as unknown;

for (
  const [title, answer] of Object.entries({
    "nothing": null,
    "a text": "ok",
    "no value": { ok: true },
    "a value that is a list": { ok: true, value: [], lines: [0] },
    "no lines": { ok: true, value: {} },
    "lines that are none": { ok: true, value: {}, lines: ["a"] },
    "lines of lines that are none": { ok: true, value: {}, lines: [0, { a: 1 }] },
    "a value without end": { ok: true, value: { deep }, lines: [0] },
    "lines without end": { ok: true, value: {}, lines: [0, deep] },
    "faults that are none": { ok: false, faults: [{ line: "1" }], left: 0 },
    "no faults": { ok: false, faults: [], left: 0 },
    "a thousand faults": { ok: false, faults: Array(1_000).fill({ line: 1, rule: "x" }), left: 0 },
  })
) {
  Deno.test(`ManifestParser takes ${title} for a manifest that could not be parsed`, async () => {
    const { parser } = parserWith(() => answer);
    await assert.rejects(parser.parse("a: 1"), {
      code: "plugin_unreadable",
      message: /gave no answer/,
    });
  });
}

Deno.test("ManifestParser shortens what the process says of a manifest", async () => {
  const rule = "x".repeat(10_000);
  const { parser } = parserWith(() => ({ ok: false, faults: [{ line: 3, rule }], left: 2 }));
  const parsed = await parser.parse("a: 1");
  assert.deepEqual(parsed, { ok: false, faults: [{ line: 3, rule: rule.slice(0, 500) }], left: 2 });
});

async function commandsBelow(parent: number, words: string): Promise<string[]> {
  const commands: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = await Deno.readTextFile(`/proc/${name}/status`);
      if (!new RegExp(`^PPid:\t${parent}$`, "m").test(status)) continue;
      const command = (await Deno.readTextFile(`/proc/${name}/cmdline`)).replaceAll("\0", " ");
      if (command.includes(words)) commands.push(command);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return commands;
}
