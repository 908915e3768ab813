import { resolve } from "node:path";
import { during } from "../../runtime/cli/during.ts";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { readNumber } from "../cli/number_flags.ts";
import { defaultWorld } from "../default/world.ts";
import { startDockerApi } from "../docker/mod.ts";
import { listNames, scenarioFile } from "../scenario/load.ts";
import { Player } from "../scenario/player.ts";
import { World } from "../sim/world.ts";
import { FirstScrapeBarrier } from "./first_scrape_barrier.ts";
import { listScenarios } from "./list_scenarios.ts";
import { monitorAddress, requestedAddress } from "./monitor_address.ts";
import { startMonitor } from "./monitor_process.ts";
import { orUnwritable } from "./path_error.ts";
import { printSummary } from "./print_summary.ts";
import { repeatEvery } from "./repeat_every.ts";
import { runReplay } from "./run_replay.ts";
import { startServers } from "./servers.ts";
import { untilSignal } from "./until_signal.ts";
import { startClock } from "./world_clock.ts";
import { WorldFolder } from "./world_folder.ts";
import { refuseWriteFlags, writeMetrics } from "./write_metrics.ts";

const WARM_UP_SECONDS = 60;

/** Runs the fake worlds and the monitor over them until a signal comes or the monitor ends. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const bundle = parsed.values.get("replay");
  if (bundle !== undefined) return await runReplay(resolve(context.cwd, bundle), parsed, context);
  const spec = defaultWorld({ hasAmd: parsed.switches.has("amd") });
  const names = listNames(spec);
  if (parsed.switches.has("list")) {
    await listScenarios(names, context);
    return EXIT.ok;
  }
  if (parsed.values.has("write")) return await writeMetrics(spec, parsed, context);
  refuseWriteFlags(parsed);
  const [seed, speed] = [readNumber(parsed, "seed") ?? 1, readNumber(parsed, "speed") ?? 1];
  const name = parsed.values.get("scenario") ?? "healthy";
  const player = await Player.open({
    file: await scenarioFile(name, context.cwd),
    names,
    say: context.output.note,
  });
  const address = monitorAddress(requestedAddress(parsed, context.env));
  const world = new World(spec, {
    seed,
    epochUnix: Date.now() / 1_000,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  // Ends in the reverse order, whatever happens.
  await using cleanup = new AsyncDisposableStack();
  const signalled = untilSignal(cleanup);
  const starting = startServers(world.engines, cleanup);
  const servers = await during("Starting the LLM servers", starting, context.output);
  const folder = await WorldFolder.create(world);
  cleanup.defer(() => folder.remove());
  const docker = await startDockerApi(world, {
    socketPath: folder.dockerSocket,
    nowUnix: () => world.unixTime(world.now),
  });
  cleanup.defer(() => docker.close());
  const addresses = servers.map(({ unit: { spec: { name, engine } }, url }) => ({
    name,
    engine,
    url,
  }));
  await folder.writeConfig({ ...address, addresses });
  printSummary({ name, player, seed, speed, servers, folder }, context);
  const { configFile, bin, dir: cwd } = folder;
  const { ended } = await startMonitor({ configFile, bin, cwd, env: context.env }, cleanup);
  // The world gets into full swing while the monitor loads.
  world.advance(0);
  await orUnwritable(folder.dir, folder.update());
  const clock = startClock(world, {
    speed,
    prepare: () => {
      world.settings = player.settings(world.now);
    },
  });
  cleanup.defer(() => clock.stop());
  const barrier = new FirstScrapeBarrier(address, spec);
  const updates = repeatEvery(1_000, async () => {
    if (!player.hasBegun && await barrier.isOpen()) player.begin(world.now);
    await player.reloadIfChanged(world.now);
    await folder.update();
  });
  cleanup.defer(() => updates.stop());
  const failed = [clock.failed, updates.failed];
  return await orUnwritable(folder.dir, Promise.race([signalled, ended, ...failed]));
}
