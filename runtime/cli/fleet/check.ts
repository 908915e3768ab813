import { mapConcurrently } from "../../async/map_concurrently.ts";
import { parseDuration } from "../../contract/duration.ts";
import { CodedError } from "../../contract/errors.ts";
import { nearest } from "../../contract/nearest.ts";
import { EXIT } from "../exit_codes.ts";
import type { ParsedArguments } from "../parse_arguments.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb } from "../verb.ts";
import { askHost } from "./ask_host.ts";
import { HOST_OUTCOMES, markVersions } from "./host_finding.ts";
import type { HostFinding } from "./host_finding.ts";
import { HostSecrets } from "./host_secrets.ts";
import { INVENTORY_FLAGS, openInventory, pickHosts } from "./inventory_flag.ts";
import { Progress } from "./progress.ts";
import { hostReportJson, reportHosts } from "./report_hosts.ts";
import type { Host } from "./resolve_hosts.ts";

const TIMEOUT = "3s";
/** Each is a connection and a few KiB; dead hosts take a place until their time is over. */
const PARALLEL = 500;
const MOST_PARALLEL = 10_000;

/** `deno task fleet check`: every host asked side by side. */
export const fleetCheck: Verb = {
  command: "deno task fleet check",
  summary: "Asks all hosts at once whether they are ready, and for their versions",
  flags: {
    ...INVENTORY_FLAGS,
    host: { type: "string", value: "NAME", summary: "Only this one, by its name or address" },
    all: { type: "boolean", summary: "Also list healthy hosts" },
    timeout: {
      type: "string",
      value: "TIME",
      summary: `Timeout of each of a host's two answers (${TIMEOUT})`,
    },
    parallel: { type: "string", value: "N", summary: `Hosts asked at once (${PARALLEL})` },
    json: SHARED_FLAGS.json,
  },
  operands: [],
  examples: [
    ["deno task fleet check", "0 every host is ready, 1 one is not; warnings do not count"],
    ["deno task fleet check --group rack-a1 --all", "one group, host by host"],
    ["deno task fleet check --json", "the same for programs"],
  ],
  async run(parsed, context) {
    const { output, style } = context;
    const timeoutMs = readTimeout(parsed);
    const parallel = readParallel(parsed);
    const inventory = await openInventory(parsed, context);
    const hosts = pickHost(pickHosts(inventory, parsed), parsed);
    const startMs = performance.now();
    const findings = markVersions(await askAll(hosts, { timeoutMs, parallel }));
    const report = {
      file: inventory.file,
      findings,
      seconds: (performance.now() - startMs) / 1_000,
      isWhole: parsed.switches.has("all"),
    };
    if (parsed.switches.has("json")) output.json(hostReportJson(report));
    else for (const line of reportHosts(report, style)) output.line(line);
    return findings.some(({ outcome }) => HOST_OUTCOMES[outcome] === "failure")
      ? EXIT.failure
      : EXIT.ok;
  },
};

async function askAll(
  hosts: readonly Host[],
  { timeoutMs, parallel }: { timeoutMs: number; parallel: number },
): Promise<HostFinding[]> {
  const secrets = new HostSecrets();
  using progress = new Progress(Deno.stderr.isTerminal() ? Deno.stderr : undefined);
  let asked = 0;
  let wrong = 0;
  const findings = await mapConcurrently(hosts, parallel, async (host) => {
    const finding = await askHost(host, { timeoutMs, secrets });
    asked++;
    if (HOST_OUTCOMES[finding.outcome] === "failure") wrong++;
    progress.draw(() => `${asked} of ${hosts.length} hosts asked, ${wrong} with problems`);
    return finding;
  });
  const late = findings.filter(({ outcome }) => outcome === "timed_out").length;
  // A burst of questions can be late by itself. More than a turn of them are no accident.
  if (late > parallel) return findings;
  return await mapConcurrently(
    findings,
    parallel,
    (finding) =>
      finding.outcome === "timed_out"
        ? askHost(finding.host, { timeoutMs, secrets })
        : Promise.resolve(finding),
  );
}

function pickHost(hosts: readonly Host[], { values }: ParsedArguments): readonly Host[] {
  const name = values.get("host");
  if (name === undefined) return hosts;
  const found = hosts.filter(({ instance, target }) =>
    [instance, target, target.replace(/:\d+$/, "")].includes(name)
  );
  if (found.length > 0) return found;
  const guess = nearest(name, hosts.flatMap(({ instance, target }) => [instance, target]));
  throw new CodedError("usage", `Cannot find host "${name}" in the inventory`, {
    hint: guess === undefined
      ? "Give its name, its address, or address:port, as the inventory has it"
      : `Did you mean ${guess}?`,
  });
}

function readTimeout({ values }: ParsedArguments): number {
  const text = values.get("timeout") ?? TIMEOUT;
  try {
    return parseDuration(text);
  } catch (cause) {
    throw new CodedError(
      "usage",
      `Cannot use --timeout ${text}: it must be a duration such as 5s`,
      {
        cause,
      },
    );
  }
}

function readParallel({ values }: ParsedArguments): number {
  const text = values.get("parallel") ?? String(PARALLEL);
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_PARALLEL) return count;
  throw new CodedError("usage", `Cannot use --parallel ${text}: it must be 1 to ${MOST_PARALLEL}`);
}
