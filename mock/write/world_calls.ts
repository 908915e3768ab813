import { CallError } from "../../runtime/contract/errors.ts";
import type { KernelCalls } from "../../runtime/contract/kernel_calls.ts";
import { parseRecord } from "../../runtime/kernel/calls/kmsg/parse_record.ts";
import { pickContainers } from "../../runtime/services/docker/pick_containers.ts";
import { pickDetails } from "../../runtime/services/docker/pick_details.ts";
import { pickEngine } from "../../runtime/services/docker/pick_engine.ts";
import { pickStats } from "../../runtime/services/docker/pick_stats.ts";
import { createApi } from "../docker/api.ts";
import { ENGINE } from "../docker/documents.ts";
import { Sampler } from "../docker/sampler.ts";
import { answerSmi } from "../gpu/answer_smi.ts";
import { KernelLog } from "../gpu/kernel_log.ts";
import { nvidiaFiles } from "../gpu/nvidia_files.ts";
import type { World } from "../sim/world.ts";
import type { SimulatedClock } from "./simulated_clock.ts";
import { makeFacts } from "./world_files.ts";

/** As long as the kernel waits for a command, and for an answer of the engine. */
const PATIENCE_MS = 5_000;
/** The duration of a call of nvidia-smi. */
const COMMAND_MS = 20;

/** Sources of the answers to calls. */
export interface CallParts {
  readonly world: World;
  readonly clock: SimulatedClock;
  /** Files of the cards that stand still, by name. */
  readonly still: Readonly<Record<string, string>>;
}

/** Everything that plugins ask of the kernel, answered by the world. */
export function worldCalls(parts: CallParts): KernelCalls {
  return {
    facts: makeFacts(parts.world),
    exec: { run: makeCommands(parts) },
    docker: makeDocker(parts),
    kmsg: makeKernelLog(parts),
  };
}

function makeCommands({ world, clock, still }: CallParts): KernelCalls["exec"]["run"] {
  let known: { readonly at: number; readonly files: Readonly<Record<string, string>> } | undefined;
  return async (command, args) => {
    if (command !== "nvidia-smi") {
      throw new CallError("command_not_found", `Cannot run ${command}: the world has none`);
    }
    if (known?.at !== world.now) {
      known = { at: world.now, files: { ...still, ...nvidiaFiles(world, still) } };
    }
    const answer = answerSmi(args, known.files);
    if (!("hangs" in answer)) return { ...answer, stderr: "", durationMs: COMMAND_MS };
    await clock.sleep(PATIENCE_MS);
    throw new CallError("timed_out", `Cannot wait longer for ${command}`);
  };
}

function makeDocker({ world, clock }: CallParts): KernelCalls["docker"] {
  const nowUnix = () => world.unixTime(world.now);
  const api = createApi({
    view: world,
    nowUnix,
    sampler: new Sampler(world, nowUnix),
    onUnknown: () => {},
  });
  const ask = async (path: string): Promise<unknown> => {
    switch (world.reachability()) {
      case "down":
        throw new CallError("unavailable", "Cannot ask the engine: it refuses connections");
      case "hung":
        await clock.sleep(PATIENCE_MS);
        throw new CallError("timed_out", "Cannot ask the engine: it took too long");
      case "garbage":
        throw new CallError("failed", "Cannot read the answer: it is not JSON");
      case "up": {
        const response = await api.request(path);
        if (response.ok) return await response.json();
        await response.body?.cancel();
        throw new CallError("not_found", `Cannot ask the engine for ${path}: ${response.status}`);
      }
    }
  };
  const each = async <Answer>(ids: readonly string[], of: (id: string) => Promise<Answer>) => {
    const answers = await Promise.all(ids.map(async (id) => {
      try {
        return [id, await of(id)] as const;
      } catch (error) {
        if (!(error instanceof CallError) || error.code === "unavailable") throw error;
        return [id, { failed: error.code }] as const;
      }
    }));
    return Object.fromEntries(answers);
  };
  return {
    engine: async () => pickEngine(await ask("/version"), await ask("/info"), ENGINE.apiVersion),
    containers: async () => pickContainers(await ask("/containers/json?all=true"), []),
    details: (ids) => each(ids, async (id) => pickDetails(id, await ask(`/containers/${id}/json`))),
    stats: (ids) =>
      each(
        ids,
        async (id) => pickStats(await ask(`/containers/${id}/stats?stream=false&one-shot=true`)),
      ),
    diskUsage: () =>
      Promise.reject(new CallError("not_found", "Cannot ask the engine: it does not answer that")),
  };
}

function makeKernelLog({ world }: CallParts): KernelCalls["kmsg"] {
  const log = new KernelLog();
  const records: { sequence: number; unixSeconds: number; text: string }[] = [];
  return {
    lines: (prefix, after) => {
      const unixSeconds = world.unixTime(world.now);
      for (const line of log.next(world, world.now).split("\n")) {
        const record = parseRecord(line);
        if (record) records.push({ sequence: record.sequence, text: record.text, unixSeconds });
      }
      const lines = records.filter(({ text, sequence }) =>
        text.startsWith(prefix) && sequence > after
      );
      return Promise.resolve({ lines, missed: 0 });
    },
  };
}
