/** Links into a page lead to a heading of it. */
import assert from "node:assert/strict";
import { posix } from "node:path";
import { sourceFiles } from "./source_files.ts";

const LINK = /\]\((?!https?:|mailto:)([^)\s#]*)#([^)\s]+)\)/g;
const FENCE = /^(`{3,}|~{3,})[\s\S]*?^\1/gm;

/** The anchors of a page, as GitHub makes them of its headings. */
function findAnchors(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(FENCE, "").matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const base = makeSlug(heading);
    let anchor = base;
    for (let twin = 1; anchors.has(anchor); twin++) anchor = `${base}-${twin}`;
    anchors.add(anchor);
  }
  for (const [, id = ""] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Formatting goes, then everything but letters, digits, dashes and blanks. */
function makeSlug(heading: string): string {
  return heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[*`]/g, "")
    .toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-");
}

Deno.test("every link to a section leads to a heading", async () => {
  const pages = await sourceFiles(".", ".md");
  const anchors = new Map(pages.map(({ path, text }) => [path, findAnchors(text)]));
  const broken: string[] = [];
  let count = 0;
  for (const { path, text } of pages) {
    for (const [, file = "", anchor = ""] of text.replaceAll(FENCE, "").matchAll(LINK)) {
      const target = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
      if (!target.endsWith(".md")) continue;
      count++;
      const found = anchors.get(target)?.has(decodeURIComponent(anchor)) ?? false;
      if (!found) broken.push(`${path} links to ${file}#${anchor}`);
    }
  }
  assert.deepEqual(broken, []);
  assert(count > 20, `${count} links to sections were found`);
});

Deno.test("findAnchors makes anchors as GitHub does", () => {
  const text = [
    "# One",
    "## `code` and a [link](x.md#y)",
    "## One",
    "## It's 5 % - really?",
    "```sh",
    "# no heading",
    "```",
    "### snake_case",
  ].join("\n");
  assert.deepEqual([...findAnchors(text)], [
    "one",
    "code-and-a-link",
    "one-1",
    "its-5----really",
    "snake_case",
  ]);
});
