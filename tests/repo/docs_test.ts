import assert from "node:assert/strict";
import { posix } from "node:path";
import { ERROR_CODES } from "../../runtime/contract/codes.ts";
import { isTest, REPO, sourceFiles } from "./source_files.ts";

const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;
const TASK = /\bdeno(?:@[\d.]+)? task ([a-z][\w:-]*)/g;

const pages = await sourceFiles(".", ".md");

Deno.test("every relative link of a page leads to a file", async () => {
  const broken: string[] = [];
  for (const { path, text } of pages) {
    for (const [, target = ""] of text.matchAll(LINK)) {
      const file = posix.join(posix.dirname(path), decodeURIComponent(target));
      if (!await isThere(file)) broken.push(`${path} links to ${target}`);
    }
  }
  assert.deepEqual(broken, []);
  assert(pages.length > 3, "the pages of the repository were not found");
});

Deno.test("docs/errors.md explains every error code, and no other", async () => {
  const text = await Deno.readTextFile(`${REPO}/docs/errors.md`);
  const section = text.split("\n## ").find((part) => part.startsWith("Errors")) ?? "";
  const documented = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  assert.deepEqual(documented.sort(), [...ERROR_CODES].sort());
});

Deno.test("every task that a page or a message names is in deno.json", async () => {
  const config = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`)) as {
    tasks: Record<string, unknown>;
  };
  const code = (await sourceFiles("runtime", ".ts")).filter(({ path }) => !isTest(path));
  const missing = [...pages, ...code].flatMap(({ path, text }) =>
    [...text.matchAll(TASK)].flatMap(([, task = ""]) =>
      Object.hasOwn(config.tasks, task) ? [] : [`${path} names deno task ${task}`]
    )
  );
  assert.deepEqual([...new Set(missing)], []);
});

Deno.test("README.md counts the boards and the alerts that there are", async () => {
  const text = await Deno.readTextFile(`${REPO}/README.md`);
  const boards = await Array.fromAsync(Deno.readDir(`${REPO}/dashboards/boards`));
  assert.equal(boards.length, 8, "README.md says eight boards");
  assert.match(text, /one of eight boards for Grafana/);
  let alerts = 0;
  for await (const { name } of Deno.readDir(`${REPO}/dashboards/rules`)) {
    const rules = await Deno.readTextFile(`${REPO}/dashboards/rules/${name}`);
    alerts += [...rules.matchAll(/\balert: /g)].length;
  }
  assert.match(text, new RegExp(`\\b${alerts}\\s+alerts\\b`));
});

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(`${REPO}/${path}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("docs/security.md lists every attack of the red-team list, with tests that exist", async () => {
  const text = await Deno.readTextFile(`${REPO}/docs/security.md`);
  const rows = text.split("\n").filter((line) => /^\| \d/.test(line));
  const items = rows.flatMap((row) => numbersOf(row.split("|")[1] ?? ""));
  assert.deepEqual(
    items.filter((item) => item <= 87).sort((a, b) => a - b),
    Array.from({ length: 87 }, (_, index) => index + 1),
  );
  for (const [, file = ""] of rows.join("\n").matchAll(/`([a-z0-9_/]+_test\.ts)`/g)) {
    const path = file.startsWith("runtime/") ? file : `tests/${file}`;
    assert.ok((await Deno.stat(`${REPO}/${path}`)).isFile, path);
  }
});

/** `62-64` is 62, 63, 64; `5, 6` is 5, 6. */
function numbersOf(cell: string): number[] {
  return cell.trim().split(", ").flatMap((part) => {
    const [first = NaN, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
