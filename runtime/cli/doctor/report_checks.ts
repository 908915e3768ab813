import { formatQuantity } from "../../contract/format_quantity.ts";
import { formatIssue } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import type { Output } from "../output.ts";
import type { Style } from "../style.ts";
import { formatTable } from "../table.ts";
import { wrap } from "../wrap.ts";
import { MARKS } from "./check.ts";
import type { Check } from "./check.ts";

const USUAL_COLUMNS = 100;

/** Everything that is reported. */
export interface Report {
  readonly checks: readonly Check[];
  /** Risks that do not keep it from running, such as files that others can write. */
  readonly warnings: readonly Issue[];
  /** Problems of configuration and manifests. */
  readonly issues: readonly Issue[];
}

/** Writes the checks, what is wrong with its fix below, and a last line that counts. */
export function reportChecks(
  { checks, warnings, issues }: Report,
  { output, style, columns = USUAL_COLUMNS }: {
    output: Output;
    style: Style;
    columns?: number | undefined;
  },
): void {
  const paint = { ok: style.green, warning: style.yellow, failure: style.red };
  const idWidth = Math.min(Math.max(...checks.map(({ id }) => id.length)), 32);
  const room = Math.max(columns - idWidth - 5, 30);
  for (const { id, status, finding, fix } of checks) {
    const lines = [
      ...wrap(finding, room),
      ...status === "ok" || fix === "" ? [] : wrap(`-> ${fix}`, room),
    ];
    const rows = lines.map((line, index) => [
      index === 0 ? paint[status](MARKS[status]) : " ",
      index === 0 ? id.padEnd(idWidth) : " ".repeat(idWidth),
      index === 0 ? line : style.dim(line),
    ]);
    for (const line of formatTable(rows)) output.line(line);
  }
  for (const { code, file, rule, fix } of warnings) {
    output.line(`${style.yellow(`warning[${code}]`)} ${file}: ${rule}. ${fix ?? ""}`);
  }
  // They are counted already: by the check of the configuration.
  for (const issue of issues) {
    output.line(`${style.red(`error[${issue.code}]`)} ${formatIssue(issue)}`);
  }
  const count = (status: Check["status"]) => checks.filter((one) => one.status === status).length;
  output.line("");
  output.line(
    `${count("ok")} ok, ${formatQuantity(count("warning") + warnings.length, "warning")}, ` +
      formatQuantity(count("failure"), "failure"),
  );
}
