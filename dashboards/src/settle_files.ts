import { formatIssue } from "../../runtime/contract/issue.ts";
import type { Issue } from "../../runtime/contract/issue.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import type { StaleFile } from "./stale_files.ts";

/** A line that is longer shows its beginning. */
const MAX_SHOWN = 80;

/** Writes stale files anew; a check names the first line that differs, and writes nothing. */
export async function settleFiles(
  stale: readonly StaleFile[],
  { root, isCheck, output, style }: Pick<VerbContext, "output" | "style"> & {
    root: string;
    isCheck: boolean;
  },
): Promise<void> {
  for (const file of stale) {
    const { path, text } = file;
    if (isCheck) {
      const issue = describeStale(file);
      output.note(`${style.red(`error[${issue.code}]`)} ${formatIssue(issue)}`);
    } else if (text === undefined) {
      await Deno.remove(`${root}/${path}`);
      output.line(`Removed ${path}`);
    } else {
      await Deno.writeTextFile(`${root}/${path}`, text);
      output.line(`Wrote ${path}`);
    }
  }
}

function describeStale({ path, text, found }: StaleFile): Issue {
  const base = {
    code: "board_invalid",
    file: path,
    path: "",
    fix: "Run deno task dashboards",
  } as const;
  if (text === undefined) return { ...base, rule: "nothing makes this file any more" };
  if (found === undefined) return { ...base, rule: "is missing" };
  const [are, wanted] = [found.split("\n"), text.split("\n")];
  const index = are.findIndex((line, number) => line !== wanted[number]);
  // It is right as far as it goes, and ends too early.
  if (index === -1) return { ...base, line: are.length, rule: "ends too early" };
  const line = are[index] ?? "";
  return {
    ...base,
    line: index + 1,
    value: JSON.stringify(line.slice(0, MAX_SHOWN)),
    rule: line.includes("\t") && !wanted[index]?.includes("\t")
      ? "has a tab, and is not what dashboards/src makes"
      : "is not what dashboards/src makes",
  };
}
