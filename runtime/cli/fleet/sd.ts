import { CodedError } from "../../contract/errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import type { ParsedArguments } from "../parse_arguments.ts";
import type { Verb, VerbContext } from "../verb.ts";
import { INVENTORY_FLAGS, openInventory, pickHosts } from "./inventory_flag.ts";
import { serveList } from "./serve_list.ts";
import { formatTargetGroups, targetGroups } from "./target_groups.ts";
import { readList, writeList } from "./write_list.ts";

/** Flags that mean something only beside another. */
const BESIDE: Readonly<Record<string, string>> = {
  check: "write",
  host: "serve",
  port: "serve",
  "token-file": "serve",
};

/** `deno task fleet sd`: the list of targets, printed, written or served. */
export const fleetSd: Verb = {
  command: "deno task fleet sd",
  summary: "Prints, writes or serves the list of targets for Prometheus",
  flags: {
    ...INVENTORY_FLAGS,
    write: { type: "string", value: "FILE", summary: "Write it to FILE for file_sd, atomically" },
    check: { type: "boolean", summary: "With --write: write nothing, fail if FILE differs" },
    serve: { type: "boolean", summary: "Serve it for http_sd at /targets until stopped" },
    host: {
      type: "string",
      value: "ADDRESS",
      summary: "With --serve: listen on this address (127.0.0.1)",
    },
    port: {
      type: "string",
      value: "PORT",
      summary: "With --serve: listen on this port (FLEET_PORT, or 8098)",
    },
    "token-file": {
      type: "string",
      value: "FILE",
      summary: "With --serve: clients must send the bearer token in this file",
    },
  },
  operands: [],
  examples: [
    ["deno task fleet sd", "shows the list"],
    ["deno task fleet sd --write /etc/prometheus/targets/fleet.json", "for file_sd"],
    ["deno task fleet sd --write targets/fleet.json --check", "1 when it is out of date; for CI"],
    ["deno task fleet sd --serve", "for http_sd: http://127.0.0.1:8098/targets"],
  ],
  async run(parsed, context) {
    requireCompanions(parsed);
    if (parsed.switches.has("serve")) return await serveList(parsed, context);
    const hosts = pickHosts(await openInventory(parsed, context), parsed);
    const text = formatTargetGroups(targetGroups(hosts));
    const file = parsed.values.get("write");
    if (file === undefined) {
      context.output.raw(text);
      return EXIT.ok;
    }
    const path = file.startsWith("/") ? file : `${context.cwd}/${file}`;
    return await bringUpToDate({ file, path, text, isCheck: parsed.switches.has("check") }, {
      ...context,
      count: hosts.length,
    });
  },
};

async function bringUpToDate(
  { file, path, text, isCheck }: { file: string; path: string; text: string; isCheck: boolean },
  { output, count }: VerbContext & { count: number },
): Promise<ExitCode> {
  const isSame = await readList(path) === text;
  if (isCheck && !isSame) {
    output.note(`${file} is out of date; to write it, run the command without --check`);
    return EXIT.failure;
  }
  if (!isSame) await writeList(path, text);
  output.line(`${file} ${isSame ? "is up to date" : "was written"}: ${count} hosts`);
  return EXIT.ok;
}

/** @throws {CodedError} `usage` where flags do not belong together. */
function requireCompanions({ switches, values }: ParsedArguments): void {
  const isGiven = (flag: string) => switches.has(flag) || values.has(flag);
  for (const [flag, other] of Object.entries(BESIDE)) {
    if (isGiven(flag) && !isGiven(other)) {
      throw new CodedError("usage", `Cannot use --${flag} without --${other}`);
    }
  }
  for (const flag of ["write", "group"]) {
    if (isGiven(flag) && isGiven("serve")) {
      throw new CodedError("usage", `Cannot use --${flag} with --serve`, {
        ...(flag === "group" ? { hint: "Ask for /targets?group=NAME" } : {}),
      });
    }
  }
}
