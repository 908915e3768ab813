import { CallError } from "../contract/errors.ts";
import type { ExecResult, FileSystemStats } from "../contract/call_value.ts";
import type { DockerContainer, DockerEngine } from "../contract/docker.ts";
import type { Docker, Facts, PluginContext } from "../sdk/context.ts";
import type { CollectionCalls } from "./collection_calls.ts";

/** Outcomes that mean "this machine does not have it", not "something is wrong". */
const ABSENT: readonly string[] = ["not_found", "access_denied"];

/** Builds what `collect` gets; every method is a call to the kernel, by way of the host. */
export function createContext(options: {
  config: Readonly<Record<string, unknown>>;
  timeoutMs: number;
  /** Aborts when the collection's time is over. */
  signal: AbortSignal;
  calls: CollectionCalls;
}): PluginContext {
  const { calls } = options;
  return {
    config: options.config,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    facts: createFacts(calls),
    exec: async (command, args = []) =>
      await calls.call("exec", "run", [command, args]) as ExecResult,
    docker: createDocker(calls),
    log: (level, message) => calls.log(level, message),
  };
}

function createDocker(calls: CollectionCalls): Docker {
  return {
    engine: async () => await calls.call("docker", "engine", []) as DockerEngine,
    containers: async () =>
      await calls.call("docker", "containers", []) as readonly DockerContainer[],
    details: async (ids) =>
      await calls.call("docker", "details", [ids]) as Awaited<ReturnType<Docker["details"]>>,
    stats: async (ids) =>
      await calls.call("docker", "stats", [ids]) as Awaited<ReturnType<Docker["stats"]>>,
  };
}

function createFacts(calls: CollectionCalls): Facts {
  const call = (method: string, argument: string) => calls.call("facts", method, [argument]);
  return {
    read: async (path) => await call("read", path) as string,
    readOptional: async (path) => {
      try {
        return await call("read", path) as string;
      } catch (error) {
        if (error instanceof CallError && ABSENT.includes(error.code)) return undefined;
        throw error;
      }
    },
    readAll: async (pattern) =>
      new Map(Object.entries(await call("readAll", pattern) as Record<string, string>)),
    statfs: async (path) => await call("statfs", path) as FileSystemStats,
    system: (name) => call("system", name),
  };
}
