import { REPO } from "../repo/source_files.ts";
import type { Board } from "./model/board.ts";

const DIR = `${REPO}/dashboards/boards`;

/** A board with its file's name, which pictures and messages have too. */
export interface NamedBoard {
  readonly name: string;
  readonly board: Board;
  readonly text: string;
}

/** Every board, in the order of names. */
export async function readBoards(): Promise<NamedBoard[]> {
  const files = (await Array.fromAsync(Deno.readDir(DIR))).map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort();
  return await Promise.all(files.map(async (file) => {
    const text = await Deno.readTextFile(`${DIR}/${file}`);
    return { name: file.replace(/\.json$/, ""), board: JSON.parse(text) as Board, text };
  }));
}

/** Chooses values of variables, as one does in their menus; a board without one stays as it is. */
export function withChoices(board: Board, choices: Readonly<Record<string, string>>): Board {
  const list = (board.templating?.list ?? []).map((variable) => {
    const value = choices[variable.name];
    return value === undefined ? variable : { ...variable, current: { value, text: value } };
  });
  return { ...board, templating: { list } };
}
