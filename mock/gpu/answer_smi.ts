/**
 * Answers as mock/bin/nvidia-smi does, without a process and without waiting: for a world that is played
 * faster than commands run. The tests hold the one against the other.
 */
import { dmonText, pmonText } from "./smi_monitor.ts";
import { projectTable } from "./smi_table.ts";
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

const INVALID = "Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.\n";
const NO_DEVICES = "No devices were found";

/** Answers one call over the files of a world, by name. */
export function answerSmi(args: readonly string[], files: Files): SmiAnswer {
  const question = parseQuestion(args);
  if (!question) return { code: 1, stdout: INVALID };
  return findFault(question, files) ?? answer(question, files);
}

function parseQuestion(args: readonly string[]): Question | undefined {
  let kind = "";
  let [links, fields, ids, metrics] = ["", "", "", ""];
  let times = 1;
  let [hasHeader, hasUnits, wantsHelp] = [true, true, false];
  for (let at = 0; at < args.length; at++) {
    const [name = "", value = ""] = (args[at] ?? "").split(/=(.*)/s);
    const next = () => args[++at] ?? "";
    switch (name) {
      case "dmon":
      case "pmon":
      case "nvlink":
        kind = name;
        break;
      case "-h":
        wantsHelp = true;
        break;
      case "-c":
        times = Number(next());
        break;
      case "-s":
        if (kind === "nvlink") links = "-state";
        else next();
        break;
      case "-d":
      case "-gt":
      case "--gpm-options":
        next();
        break;
      case "--format":
        if (value === "") next();
        hasHeader &&= !value.includes("noheader");
        hasUnits &&= !value.includes("nounits");
        break;
      case "-e":
        links = "-errors";
        break;
      case "--gpm-metrics":
        metrics = next();
        break;
      case "-i":
        ids = next();
        break;
      case "--id":
        ids = value;
        break;
      case "--query-gpu":
        [kind, fields] = ["gpu", value];
        break;
      case "--query-compute-apps":
        [kind, fields] = ["apps", value];
        break;
      case "--help-query-gpu":
        kind = "help";
        break;
      case "-L":
        kind = "list";
        break;
      case "-q":
        kind ||= "text";
        break;
      case "-x":
        kind = "xml";
        break;
      case "--version":
        kind = "version";
        break;
      default:
        return undefined;
    }
  }
  const splitList = (text: string) => text.split(",").filter((item) => item !== "");
  return {
    ...{ kind, links, times, hasHeader, hasUnits, wantsHelp },
    ...{ fields: splitList(fields), ids: splitList(ids), metrics: splitList(metrics) },
  };
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
  if (ids.length === 0) return true;
  const normal = (id: string) => id.toUpperCase().replace(/^0+/, "");
  return cards("pci.bus_id", ids, files).some((id) => normal(id) === normal(busId));
}

function cards(field: string, ids: readonly string[], files: Files): string[] {
  const question = { fields: [field], ids, hasHeader: false, hasUnits: true };
  return projectTable(files["gpus.csv"] ?? "", { aliases: "", question }).stdout.split("\n")
    .filter((line) => line !== "");
}

function answer(question: Question, files: Files): SmiAnswer {
  const aliases = files["aliases.csv"] ?? "";
  const file = (name: string) => ({ code: 0, stdout: files[name] ?? "" });
  switch (question.kind) {
    case "gpu":
      return projectTable(files["gpus.csv"] ?? "", { aliases, question, none: NO_DEVICES });
    case "apps": {
      const ids = question.ids.length === 0 ? [] : cards("uuid", question.ids, files);
      return projectTable(files["compute-apps.csv"] ?? "", {
        aliases,
        question: { ...question, ids },
      });
    }
    case "help":
      return { code: 0, stdout: helpText(files["gpus.csv"] ?? "", aliases) };
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

function helpText(gpus: string, aliases: string): string {
  const others = new Map(
    aliases.split("\n").map((line) => {
      const [old = "", now = ""] = line.split(",");
      return [now.trim(), old.trim()] as const;
    }),
  );
  const names = (gpus.split("\n")[0] ?? "").split(/ *, */)
    .map((name) => name.replace(/( \[.*\])?\r?$/, ""));
  const entries = names.map((name) => {
    const other = others.get(name);
    return `"${name}"${other === undefined ? "" : ` or "${other}"`}\nA property of the card.\n\n`;
  });
  return `List of valid properties to query for the switch "--query-gpu":\n\n${entries.join("")}`;
}
