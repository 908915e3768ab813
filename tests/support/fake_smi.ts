/** nvidia-smi and its like within a test's own process, answering from tables. */
import { CallError } from "../../runtime/contract/errors.ts";
import type { CallOutcome } from "../../runtime/contract/codes.ts";
import type { ExecResult } from "../../runtime/contract/call_value.ts";

/** The answers of the tools; a question without an answer ends with exit code 2. */
export interface SmiAnswers {
  /** CSV with a header of `--query-gpu` fields; absent on machines without nvidia-smi. */
  readonly gpus?: string;
  /** CSV with a header of `--query-compute-apps` fields. */
  readonly apps?: string;
  /** Other commands, by their words. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Commands, by words they contain, that fail: with a code of a call, or an exit code and text. */
  readonly faults?: Readonly<Record<string, Exclude<CallOutcome, "ok"> | [number, string]>>;
}

/** `ctx.exec` over the answers; `asked` gathers the command lines. */
export function fakeSmi(
  answers: SmiAnswers,
  asked: string[] = [],
): (command: string, args?: readonly string[]) => Promise<ExecResult> {
  return (command, args = []) => {
    const line = [command, ...args].join(" ");
    asked.push(line);
    const fault = Object.entries(answers.faults ?? {}).find(([words]) => line.includes(words))?.[1];
    if (typeof fault === "string") {
      return Promise.reject(new CallError(fault, `Cannot run ${line}`));
    }
    if (fault) return Promise.resolve(result(fault[1], fault[0]));
    const text = answerTo(line, args, answers);
    if (text !== undefined) return Promise.resolve(text);
    const isThere = command === "nvidia-smi"
      ? answers.gpus !== undefined
      : Object.keys(answers.commands ?? {}).some((words) => words.startsWith(`${command} `));
    return isThere
      ? Promise.resolve(result("", 2))
      : Promise.reject(new CallError("command_not_found", `Cannot run ${command}`));
  };
}

function answerTo(
  line: string,
  args: readonly string[],
  { gpus, apps, commands }: SmiAnswers,
): ExecResult | undefined {
  const given = commands?.[line];
  if (given !== undefined) return result(given);
  if (line === "nvidia-smi -q -x" && gpus !== undefined) {
    return result("<nvidia_smi_log></nvidia_smi_log>");
  }
  const query = findValue(args, "--query-gpu=");
  if (query !== undefined && gpus !== undefined) {
    return project(gpus, { fields: query.split(","), ids: findValue(args, "--id=")?.split(",") });
  }
  const processes = findValue(args, "--query-compute-apps=");
  if (processes !== undefined && gpus !== undefined) {
    return project(apps ?? processes, { fields: processes.split(",") });
  }
  if (gpus !== undefined) {
    if (args[0] === "pmon") {
      return result("# gpu         pid   type     sm\n# Idx           #    C/G      %\n");
    }
    if (line === "nvidia-smi dmon -h") return result("    Usage: nvidia-smi dmon [options]\n");
    if (args[0] === "nvlink") return result("");
  }
  if (args[0] === "--help-query-gpu" && gpus !== undefined) {
    return result(parseTable(gpus).header.map((field) => `"${field}"\nA field.\n`).join("\n"));
  }
  return undefined;
}

function project(
  csv: string,
  { fields, ids }: { fields: readonly string[]; ids?: readonly string[] | undefined },
): ExecResult {
  const { header, rows } = parseTable(csv);
  const unknown = fields.find((field) => !header.includes(field));
  if (unknown !== undefined) {
    return result(`Field "${unknown}" is not a valid field to query.\n`, 2);
  }
  const chosen = rows.filter((row) => !ids || row.some((cell) => ids.includes(cell)));
  const lines = chosen.map((row) =>
    fields.map((field) => withoutUnit(row[header.indexOf(field)] ?? "")).join(", ")
  );
  return result(lines.map((line) => `${line}\n`).join(""));
}

/** A header may have units, as `memory.used [MiB]`. Lines without a comma stand for themselves. */
function parseTable(csv: string): { header: string[]; rows: string[][] } {
  const [head = "", ...lines] = csv.split("\n").filter((line) => line.trim() !== "");
  return {
    header: head.split(",").map((field) => field.trim().replace(/ \[.*\]$/, "")),
    rows: lines.map((line) => line.split(",").map((cell) => cell.trim())),
  };
}

/** Does as `nounits`: only figures lose their unit. */
function withoutUnit(cell: string): string {
  return cell.replace(/^(-?\d+(?:\.\d+)?) (?:%|MiB|MHz|W|us)$/, "$1");
}

function findValue(args: readonly string[], option: string): string | undefined {
  return args.find((arg) => arg.startsWith(option))?.slice(option.length);
}

function result(stdout: string, code = 0): ExecResult {
  return { code, stdout, stderr: "", durationMs: 25 };
}
