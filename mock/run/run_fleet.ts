import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import { urlHost } from "../../runtime/cli/url_host.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { nearest } from "../../runtime/contract/nearest.ts";
import { readNumber } from "../cli/number_flags.ts";
import { defaultWorld } from "../default/world.ts";
import { answerFleet } from "../fleet/answer.ts";
import { FLEET_SCENARIOS } from "../fleet/conditions.ts";
import { Fleet } from "../fleet/fleet.ts";
import { recordAll } from "../fleet/record_all.ts";
import { stillFiles } from "./gpu_commands.ts";
import { monitorAddress } from "./monitor_address.ts";
import { untilSignal } from "./until_signal.ts";
import { PLUGINS } from "./write_metrics.ts";

const DEFAULT = { hosts: 100, port: 8190, scenario: "healthy" } as const;

/** Plays the pages of a whole fleet until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const { output, style } = context;
  const hosts = readNumber(parsed, "hosts") ?? DEFAULT.hosts;
  const scenario = readScenario(parsed.values.get("scenario") ?? DEFAULT.scenario);
  const { host: hostname, port } = monitorAddress({
    host: parsed.values.get("host") ?? "127.0.0.1",
    port: readNumber(parsed, "port") ?? DEFAULT.port,
  });
  await using cleanup = new AsyncDisposableStack();
  const signalled = untilSignal(cleanup);
  output.note("Playing each kind of host once, which takes a few seconds");
  const recordings = await recordAll({
    spec: defaultWorld({ hasAmd: false }),
    seed: readNumber(parsed, "seed") ?? 1,
    pluginsDir: `${projectDir()}/plugins`,
    plugins: PLUGINS,
    still: await stillFiles(),
  });
  const now = () => Date.now() / 1_000;
  const fleet = new Fleet(hosts, recordings, now());
  fleet.play(scenario);
  const server = Deno.serve(
    { hostname, port, onListen: () => {} },
    (request) => answerFleet(fleet, request, now()),
  );
  cleanup.defer(() => server.shutdown());
  const url = `http://${urlHost(hostname)}:${server.addr.port}`;
  output.note(
    `${style.bold("fleet")} ${hosts} hosts for http_sd at ${style.green(`${url}/sd`)}, scenario ` +
      `${scenario}. Change it: curl -X PUT -d rack-dead ${url}/scenario. Ctrl-C stops it.`,
  );
  return await signalled;
}

function readScenario(name: string): string {
  const all = Object.keys(FLEET_SCENARIOS);
  if (all.includes(name)) return name;
  const guess = nearest(name, all);
  throw new CodedError("usage", `There is no scenario "${name}" of a fleet`, {
    hint: `${guess ? `Did you mean ${guess}? ` : ""}There are ${all.join(", ")}`,
  });
}
