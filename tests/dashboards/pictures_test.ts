/** Every board is drawn with Grafana's own components, and can be read. */
import assert from "node:assert/strict";
import { needs } from "../support/tools.ts";
import type { PanelReport } from "../boards/page/request.ts";
import { readBoards } from "./boards.ts";
import type { NamedBoard } from "./boards.ts";
import { Easel, VARIANTS } from "./draw_boards.ts";
import type { Drawing, Variant } from "./draw_boards.ts";
import { EMPTY_IN_BUSY } from "./empty_in_busy.ts";
import { compare, GOLDEN_DIR, readGolden } from "./golden.ts";
import { openData } from "./open_data.ts";
import { checkPageTypes } from "./page_server.ts";
import { decodePng, differingPixels } from "./shrink_png.ts";

const NEEDED = [
  ["chromium", "chromium"],
  ["prometheus", "prometheus"],
  ["promtool", "prometheus"],
  ["node", "nodejs"],
  ["npm", "npm"],
] as const;
const ignore = NEEDED.map(([program, name]) => needs(program, name)).some((isMissing) => isMissing);
/** From here on, cells have room; below, Grafana shortens them with dots. Titles always have room. */
const WIDE = 1_600;

Deno.test({
  name: "the page that draws boards has right types",
  ignore,
  async fn() {
    assert.equal(await checkPageTypes(), "");
  },
});

Deno.test({
  name: "every board can be read, dark and light, wide and narrow",
  ignore,
  async fn(test) {
    const boards = await readBoards();
    const golden = await readGolden();
    await using data = await openData();
    await using easel = await Easel.setUp();
    const chromium = await easel.version();
    const draw = ({ name, board }: NamedBoard, variant: Variant) =>
      easel.draw(board, variant, data.sourceFor(name));

    for (const one of boards) {
      await test.step(one.name, async () => {
        const drawings = await Promise.all(VARIANTS.map((variant) => draw(one, variant)));
        assert.deepEqual(drawings.flatMap((drawing) => listFaults(one.name, drawing)), []);
        const [wide] = drawings;
        assert(wide);
        const verdict = await compare(golden, one, wide, chromium);
        if (verdict !== "same") tell(`${one.name}: not compared: ${verdict}. ${LOOK}`);
        assert.notEqual(verdict, "picture changed", `${LOOK} ${one.name}`);
      });
    }

    await test.step("the same board gives the same picture", async () => {
      const [first] = boards;
      const [variant] = VARIANTS;
      assert(first && variant);
      const [one, other] = [await draw(first, variant), await draw(first, variant)];
      assert.equal(differingPixels(decodePng(one.png), decodePng(other.png)), 0);
    });

    await test.step("there is a picture of every board, and of nothing else", async () => {
      const files = (await Array.fromAsync(Deno.readDir(GOLDEN_DIR))).map(({ name }) => name);
      const wanted = [...boards.map(({ name }) => `${name}.png`), "golden.json"];
      assert.deepEqual(files.sort(), wanted.sort(), LOOK);
      assert.deepEqual(Object.keys(golden.boards), boards.map(({ name }) => name), LOOK);
    });
  },
});

const LOOK = "Draw it again, and look at it: deno task pictures";

function listFaults(name: string, { variant, report, errors }: Drawing): string[] {
  const where = `${variant.theme} ${variant.width}`;
  const panels = report.panels.flatMap((panel) =>
    panelFaults(name, panel, variant).map((fault) => `${panel.title} (${where}): ${fault}`)
  );
  return [...report.faults, ...errors].map((fault) => `${where}: ${fault}`).concat(panels);
}

function panelFaults(name: string, panel: PanelReport, { width }: Variant): string[] {
  if (panel.error !== undefined) return [panel.error];
  const isDue = !Object.keys(EMPTY_IN_BUSY).some((key) =>
    new RegExp(`^${RegExp.escape(`${name}: ${panel.title} `)}[A-Z]$`).test(key)
  );
  return [
    ...panel.isEmpty && isDue ? ["it shows no data"] : [],
    ...panel.faults,
    ...panel.shortened.filter((text) => width >= WIDE || text === panel.title)
      .map((text) => `"${text}" does not fit`),
  ];
}

function tell(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
