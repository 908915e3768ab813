/**
 * Answers as mock/bin/nvidia-smi does, without a process and without waiting: for a world that is played
 * faster than commands run. The tests hold the one against the other.
 */
import { CsvTable } from "./csv_table.ts";
import { dmonText, pmonText } from "./smi_monitor.ts";
import { chooseRows, normalId, projectTable } from "./smi_table.ts";
import type { TableQuestion } from "./smi_table.ts";

/** The end of a command; one that hangs has none. */
export type SmiAnswer = { readonly code: number; readonly stdout: string } | {
  readonly hangs: true;
};

interface Question extends TableQuestion {
  readonly kind: string;
  readonly links: string;
  readonly metrics: readonly string[];
  readonly times: number;
  readonly wantsHelp: boolean;
}

type Files = Readonly<Record<string, string>>;

const NOTHING: Question = {
  ...{ kind: "", links: "", fields: [], ids: [], metrics: [], times: 1 },
  ...{ hasHeader: true, hasUnits: true, wantsHelp: false },
};
const splitList = (text: string) => text.split(",").filter((item) => item !== "");
const skip = (_value: string, next: () => string) => (next(), {});
/** The arguments that are understood, and what each says of the question; `next` takes the word after it. */
const ARGUMENTS: Readonly<
  Record<string, (value: string, next: () => string, so: Question) => Partial<Question>>
> = {
  "dmon": () => ({ kind: "dmon" }),
  "pmon": () => ({ kind: "pmon" }),
  "nvlink": () => ({ kind: "nvlink" }),
  "-L": () => ({ kind: "list" }),
  "-q": (_value, _next, { kind }) => ({ kind: kind || "text" }),
  "-x": () => ({ kind: "xml" }),
  "--version": () => ({ kind: "version" }),
  "--help-query-gpu": () => ({ kind: "help" }),
  "--query-gpu": (value) => ({ kind: "gpu", fields: splitList(value) }),
  "--query-compute-apps": (value) => ({ kind: "apps", fields: splitList(value) }),
  "-h": () => ({ wantsHelp: true }),
  "-c": (_value, next) => ({ times: Number(next()) }),
  "-d": skip,
  "-gt": skip,
  "--gpm-options": skip,
  "--gpm-metrics": (_value, next) => ({ metrics: splitList(next()) }),
  "-e": () => ({ links: "-errors" }),
  "-s": (value, next, { kind }) => kind === "nvlink" ? { links: "-state" } : skip(value, next),
  "-i": (_value, next) => ({ ids: splitList(next()) }),
  "--id": (value) => ({ ids: splitList(value) }),
  "--format": (value, next, so) => {
    if (value === "") next();
    const [hasHeader, hasUnits] = [!value.includes("noheader"), !value.includes("nounits")];
    return { hasHeader: so.hasHeader && hasHeader, hasUnits: so.hasUnits && hasUnits };
  },
};

const INVALID = "Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.\n";
const NO_DEVICES = "No devices were found";

/** Answers one call over the files of a world, by name. */
export function answerSmi(args: readonly string[], files: Files): SmiAnswer {
  const question = parseQuestion(args);
  if (!question) return { code: 1, stdout: INVALID };
  return findFault(question, files) ?? answer(question, files);
}

function parseQuestion(args: readonly string[]): Question | undefined {
  let question = NOTHING;
  for (let at = 0; at < args.length; at++) {
    const [name = "", value = ""] = (args[at] ?? "").split(/=(.*)/s);
    const read = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
    if (!read) return undefined;
    question = { ...question, ...read(value, () => args[++at] ?? "", question) };
  }
  return question;
}

function findFault(question: Question, files: Files): SmiAnswer | undefined {
  for (const line of (files.faults ?? "").split("\n")) {
    const [on, fault, argument = "", ...rest] = line.split(" ");
    if (on !== question.kind && on !== "any") continue;
    if (fault === "hang") return { hangs: true };
    if (fault === "exit") return { code: Number(argument), stdout: `${rest.join(" ")}\n` };
    if (fault === "garbage") {
      return { code: 0, stdout: "\u0001\u0002\ufffd\ufffd %n,,,;[[\n\u0000\n" };
    }
    if (fault === "no-devices") return { code: 6, stdout: `${NO_DEVICES}\n` };
    if (fault === "lost" && isAsked(argument, question, files)) {
      return {
        code: 15,
        stdout: `Unable to determine the device handle for GPU ${argument}: GPU is lost.  ` +
          "Reboot the system to recover this GPU\n",
      };
    }
  }
  return undefined;
}

/** Tells whether the card at this address is among those that were asked for. */
function isAsked(busId: string, { ids }: Question, files: Files): boolean {
  const asked = chooseRows(new CsvTable(files["gpus.csv"]), ids);
  return ids.length === 0 ||
    asked.some((card) => normalId(card["pci.bus_id"] ?? "") === normalId(busId));
}

function answer(question: Question, files: Files): SmiAnswer {
  const cards = new CsvTable(files["gpus.csv"]);
  const aliases = readAliases(files["aliases.csv"] ?? "");
  const file = (name: string) => ({ code: 0, stdout: files[name] ?? "" });
  switch (question.kind) {
    case "gpu":
      return projectTable(cards, { aliases, question, none: NO_DEVICES });
    case "apps": {
      const asked = question.ids.length === 0 ? [] : chooseRows(cards, question.ids);
      const ids = asked.map(({ uuid = "" }) => uuid);
      const apps = new CsvTable(files["compute-apps.csv"]);
      return projectTable(apps, { aliases, question: { ...question, ids } });
    }
    case "help":
      return { code: 0, stdout: helpText(cards, aliases) };
    case "list":
      return file("list.txt");
    case "xml":
      return file("query.xml");
    case "nvlink":
      return file(`nvlink${question.links}.txt`);
    case "version":
      return file("version.txt");
    case "dmon":
      if (question.wantsHelp) return file("dmon-help.txt");
      return { code: 0, stdout: dmonText(files, question) };
    case "pmon":
      return { code: 0, stdout: pmonText(files, question) };
    default:
      return { code: 1, stdout: INVALID };
  }
}

/** Reads other names of fields, `old,new` a line. */
function readAliases(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const [old = "", now = ""] = line.split(",");
      return [old.trim(), now.trim()];
    }),
  );
}

function helpText({ fields }: CsvTable, aliases: ReadonlyMap<string, string>): string {
  const others = new Map([...aliases].map(([old, now]) => [now, old]));
  const entries = fields.map((name) => {
    const other = others.get(name);
    return `"${name}"${other === undefined ? "" : ` or "${other}"`}\nA property of the card.\n\n`;
  });
  return `List of valid properties to query for the switch "--query-gpu":\n\n${entries.join("")}`;
}
