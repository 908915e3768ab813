import { dirname } from "node:path";
import { readBundle } from "../../runtime/cli/bundle/read_bundle.ts";
import type { Bundle } from "../../runtime/cli/bundle/bundle.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import { formatTable } from "../../runtime/cli/table.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError, errorText } from "../../runtime/contract/errors.ts";
import { findCommand } from "../../runtime/kernel/process/child/find_command.ts";
import { startEngineServer } from "../replay/engine_server.ts";
import { startPageServer } from "../replay/page_server.ts";
import { moveServers, placeServers } from "../replay/places.ts";
import type { Place } from "../replay/places.ts";
import { replayConfig } from "../replay/replay_config.ts";
import { commandNames, replayFiles } from "../replay/replay_files.ts";
import { monitorAddress, requestedAddress } from "./monitor_address.ts";
import { startMonitor } from "./monitor_process.ts";
import { orUnwritable } from "./path_error.ts";
import { untilSignal } from "./until_signal.ts";

/** Flags that say something of a simulated world, which a bundle is not. */
const OF_THE_WORLD = ["scenario", "seed", "speed", "write", "amd", "list"];
/** A card of this machine is none of the bundle's. */
const CARD_COMMANDS = ["nvidia-smi", "amd-smi", "rocm-smi"];
const REPLAY = decodeURIComponent(new URL("../bin/replay", import.meta.url).pathname);

/** Runs the monitor over the machine of a bundle until a signal comes or the monitor ends. */
export async function runReplay(
  file: string,
  parsed: ParsedArguments,
  { output, style, env }: VerbContext,
): Promise<ExitCode> {
  const other = OF_THE_WORLD.find((name) => parsed.values.has(name) || parsed.switches.has(name));
  if (other !== undefined) {
    throw new CodedError(
      "usage",
      `Cannot use --${other} with --replay: a bundle cannot be changed`,
    );
  }
  const bundle = await readBundle(file);
  const address = monitorAddress(requestedAddress(parsed, env));
  await using cleanup = new AsyncDisposableStack();
  const signalled = untilSignal(cleanup);
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-replay-" }));
  cleanup.defer(() => Deno.remove(dir, { recursive: true }));
  const places = placeServers(bundle.answers.pages);
  const names = await orUnwritable(dir, writeMachine(dir, bundle, env.PATH ?? ""));
  const rows = startServers(places, cleanup);
  if (bundle.answers.engine.length > 0) {
    const answers = bundle.answers.engine.map((answer) => ({
      ...answer,
      document: moveServers(answer.document, places),
    }));
    const engine = startEngineServer(answers, `${dir}/docker.sock`);
    cleanup.defer(() => engine.close());
    rows.push(["  docker", `unix://${dir}/docker.sock`]);
  }
  const pluginsDir = `${projectDir()}/plugins`;
  const config = replayConfig(bundle.config, {
    address,
    places,
    paths: { dir, pluginsDir },
    installed: await pluginNames(pluginsDir),
  });
  const configFile = `${dir}/config.yaml`;
  await Deno.writeTextFile(configFile, `${JSON.stringify(config, null, 2)}\n`);
  const { madeAt, monitor: version } = bundle.origin;
  output.note(
    `${style.bold("mock")} replays a bundle of ${madeAt}, made by llm-monitor ${version}`,
  );
  rows.push(...names.map((name) => [`  ${name}`, `${dir}/bin/${name}`]));
  for (const line of formatTable(rows)) output.note(line);
  const options = { configFile, bin: `${dir}/bin`, cwd: dir, env };
  const { ended } = await startMonitor(options, cleanup);
  return await Promise.race([signalled, ended]);
}

/** Writes the files and commands of the machine, and returns the names of the commands. */
async function writeMachine(dir: string, bundle: Bundle, path: string): Promise<string[]> {
  const files = replayFiles(bundle.answers, {
    madeAtSeconds: Date.parse(bundle.origin.madeAt) / 1_000,
    uptimeSeconds: Deno.osUptime(),
  });
  for (const folder of ["bin", "proc", "sys", "root"]) await Deno.mkdir(`${dir}/${folder}`);
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${dir}/${name}`), { recursive: true });
    await Deno.writeTextFile(`${dir}/${name}`, text, { createNew: true });
  }
  const names = commandNames(bundle.answers.commands);
  const hidden = await Promise.all(
    CARD_COMMANDS.filter((name) => !names.includes(name))
      .map(async (name) => await findCommand(name, path) === undefined ? [] : [name]),
  );
  const shadows = hidden.flat();
  for (const name of [...names, ...shadows]) await Deno.symlink(REPLAY, `${dir}/bin/${name}`);
  return names;
}

/** Starts the servers of the bundle; one whose port another program has is said to be missing. */
function startServers(places: readonly Place[], cleanup: AsyncDisposableStack): string[][] {
  return places.flatMap((place) => {
    const name = `  ${place.host}:${place.port}`;
    try {
      const server = startPageServer(place);
      if (!server) return [[name, "did not answer"]];
      cleanup.defer(() => server.close());
      return [[name, server.url]];
    } catch (error) {
      return [[name, `cannot be played at ${place.address}:${place.port}: ${errorText(error)}`]];
    }
  });
}

async function pluginNames(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.filter(({ name, isDirectory }) => isDirectory && !name.startsWith("_"))
    .map(({ name }) => name);
}
