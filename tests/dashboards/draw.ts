/** `deno task pictures [board...]`: draws boards anew, and keeps them as the pictures to compare with. */
import { readBoards } from "./boards.ts";
import { Easel, VARIANTS } from "./draw_boards.ts";
import { describeDrawing, GOLDEN_DIR, readGolden } from "./golden.ts";
import type { Golden } from "./golden.ts";
import { openData } from "./open_data.ts";
import { shrinkPng } from "./shrink_png.ts";

const HELP =
  `Draws boards from the simulation, and keeps the pictures. Look at them before you commit.

  deno task pictures                all boards, into tests/boards/golden
  deno task pictures overview       one of them
  deno task pictures --all DIR      dark and light, 1600 and 800 pixels wide, into DIR
`;

if (Deno.args.includes("--help")) {
  write(HELP);
  Deno.exit(0);
}
const all = Deno.args.indexOf("--all");
const dir = all === -1 ? undefined : Deno.args[all + 1];
const chosen = Deno.args.filter((word) => !word.startsWith("--") && word !== dir);
const boards = await readBoards();
const unknown = chosen.find((name) => !boards.some((board) => board.name === name));
if (unknown !== undefined || all !== -1 && dir === undefined) {
  const names = boards.map(({ name }) => name).join(", ");
  write(
    dir === undefined && all !== -1 ? "--all needs a folder" : `No board "${unknown}": ${names}`,
  );
  Deno.exit(2);
}

await using data = await openData();
await using easel = await Easel.setUp();
const golden = await readGolden();
const kept: Record<string, Golden["boards"][string]> = {};
await Deno.mkdir(dir ?? GOLDEN_DIR, { recursive: true });
for (const one of boards) {
  if (chosen.length > 0 && !chosen.includes(one.name)) continue;
  const variants = dir === undefined ? VARIANTS.slice(0, 1) : VARIANTS;
  for (const variant of variants) {
    const drawing = await easel.draw(one.board, variant, data.sourceFor(one.name));
    const name = dir === undefined ? one.name : `${one.name}-${variant.theme}-${variant.width}`;
    await Deno.writeFile(`${dir ?? GOLDEN_DIR}/${name}.png`, shrinkPng(drawing.png));
    if (dir === undefined) kept[one.name] = await describeDrawing(one, drawing);
    for (const { title, error, faults, isEmpty, shortened } of drawing.report.panels) {
      const told = [error ?? [], isEmpty ? "no data" : [], faults, shortened.join(", ")].flat()
        .filter((text) => text !== "");
      if (told.length > 0) write(`${name}: ${title}: ${told.join("; ")}\n`);
    }
    write(`${name}.png\n`);
  }
}
if (dir === undefined) {
  const names = boards.map(({ name }) => name);
  const entries = Object.entries({ ...golden.boards, ...kept }).filter(([name]) =>
    names.includes(name)
  ).sort(([a], [b]) => a < b ? -1 : 1);
  const next: Golden = { chromium: await easel.version(), boards: Object.fromEntries(entries) };
  await Deno.writeTextFile(`${GOLDEN_DIR}/golden.json`, `${JSON.stringify(next, null, 2)}\n`);
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
