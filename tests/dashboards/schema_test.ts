/** Every board is of Grafana's own schema, as its package of types has it. */
import assert from "node:assert/strict";
import { needs, run } from "../support/tools.ts";
import { readBoards } from "./boards.ts";
import { BOARDS_DIR, installPackages } from "./page_server.ts";

const ignore = ["node", "npm"].map((program) => needs(program, program)).some((isMissing) =>
  isMissing
);

Deno.test({
  name: "Grafana's own types take every board, and refuse what is none",
  ignore,
  async fn() {
    await installPackages();
    const boards = await readBoards();
    assert.equal(await complaints(boards.map(({ text }) => text)), "");
    const [first] = boards;
    assert(first);
    const wrong = first.text.replace('"graphTooltip": 1', '"graphToolTip": 1');
    assert.notEqual(wrong, first.text);
    assert.match(await complaints([wrong]), /graphToolTip/);
    const misspelt = first.text.replace('"type": "datasource"', '"type": "datasorce"');
    assert.match(await complaints([misspelt]), /datasorce/);
  },
});

/** Returns the errors of the compiler about boards that are written as values of their type. */
async function complaints(boards: readonly string[]): Promise<string> {
  // Within the folder, so that the compiler finds its packages.
  const dir = await Deno.makeTempDir({ dir: `${BOARDS_DIR}/node_modules`, prefix: ".schema-" });
  try {
    const values = boards.map((text) => `board(${text});\n`).join("");
    await Deno.writeTextFile(
      `${dir}/boards.ts`,
      `import type { Board } from "../../schema.ts";\ndeclare function board(value: Board): void;\n${values}`,
    );
    await Deno.writeTextFile(
      `${dir}/tsconfig.json`,
      JSON.stringify({ extends: "../../tsconfig.json", include: ["boards.ts"], exclude: [] }),
    );
    const { output } = await run("node", ["node_modules/typescript/bin/tsc", "-p", dir], {
      cwd: BOARDS_DIR,
    });
    return output;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
