/** Every query of every board gives data from a real Prometheus, or says in which scenario it does. */
import assert from "node:assert/strict";
import { needs } from "../support/tools.ts";
import { askBoard } from "./ask_board.ts";
import type { Answer, Where } from "./ask_board.ts";
import { readBoards, withChoices } from "./boards.ts";
import type { NamedBoard } from "./boards.ts";
import { EMPTY_IN_BUSY } from "./empty_in_busy.ts";
import { openData } from "./open_data.ts";
import { scenarioNames } from "./simulated_data.ts";

const ignore = ["prometheus", "promtool"].some((program) => needs(program, "prometheus"));

Deno.test({
  name: "every query of every board has data",
  ignore,
  async fn(test) {
    await using data = await openData();
    const boards = await readBoards();
    await test.step("in a busy day, but for those that are listed", async () => {
      const answers = await askAll(boards, data.day);
      assert.deepEqual(listErrors(answers), []);
      const empty = answers.filter(({ hasData }) => !hasData).map(({ question }) => question);
      assert.deepEqual(empty.sort(), Object.keys(EMPTY_IN_BUSY).sort());
    });

    for (const scenario of await scenarioNames()) {
      await test.step(`in ${scenario}`, async () => {
        const answers = await askAll(boards, data.scenarios, scenario);
        assert.deepEqual(listErrors(answers), []);
        const due = Object.entries(EMPTY_IN_BUSY).filter(([, { seenIn }]) => seenIn === scenario);
        const missing = due.map(([question]) => question).filter((question) =>
          answers.some((one) => one.question === question && !one.hasData)
        );
        assert.deepEqual(missing, []);
      });
    }
  },
});

Deno.test("the list names scenarios that there are, or why there is none", async () => {
  const names = await scenarioNames();
  const wrong = Object.entries(EMPTY_IN_BUSY).filter(([, { seenIn, why }]) =>
    seenIn !== undefined && !names.includes(seenIn) || why === ""
  );
  assert.deepEqual(wrong, []);
});

/** Asks the queries of all boards; a scenario is a host of its own. */
async function askAll(
  boards: readonly NamedBoard[],
  where: Where,
  scenario?: string,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { name, board } of boards) {
    const chosen = scenario === undefined ? board : withChoices(board, { instance: scenario });
    for (const one of await askBoard(chosen, where)) {
      answers.push({ ...one, question: `${name}: ${one.question}` });
    }
  }
  return answers;
}

function listErrors(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ question, error }) =>
    error === undefined ? [] : [`${question}: ${error}`]
  );
}
