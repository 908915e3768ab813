import assert from "node:assert/strict";
import { PROBLEM_CODES } from "../../runtime/host/problems/finding.ts";
import { ROUTES } from "../../runtime/host/http/routes.ts";
import { REPO } from "./source_files.ts";

const page = await Deno.readTextFile(`${REPO}/docs/status-page.md`);
const firstCells = (text: string) => [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, cell]) => cell);

Deno.test("docs/status-page.md explains every code of a problem, and no other", () => {
  const section = page.slice(page.indexOf("## Codes of problems"));
  assert.deepEqual(firstCells(section).sort(), [...PROBLEM_CODES].sort());
});

Deno.test("docs/status-page.md lists every path of the API, and no other", () => {
  const section = page.slice(page.indexOf("## The API"), page.indexOf("## Codes of problems"));
  const routes = Object.keys(ROUTES).filter((path) => path.startsWith("/api/"));
  assert.deepEqual(firstCells(section).sort(), routes.sort());
});
