import { CallError } from "../../contract/errors.ts";
import type {
  DockerContainer,
  DockerDetails,
  DockerDiskUsage,
  DockerEngine,
  DockerFailure,
  DockerStats,
} from "../../contract/docker.ts";
import type { LogLevel } from "../../contract/message.ts";
import type { Subject } from "../../contract/subject.ts";
import type { ExecResult, FileSystemStats, KmsgLines } from "../../contract/call_value.ts";
import type { Facts, PluginContext } from "../context.ts";
import { createCalls } from "../create_calls.ts";

/** The machine of a test. Anything that is not named does not exist. */
export interface FakeMachine<Config> {
  readonly config: Config;
  /** 10 s unless told otherwise. */
  readonly timeoutMs?: number;
  /** Files below /proc and /sys, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** File systems, by the path that is asked. */
  readonly statfs?: Readonly<Record<string, FileSystemStats | CallError>>;
  /** Answers of systeminformation, by function. */
  readonly system?: Readonly<Record<string, unknown>>;
  /** Answers of the engine; without them there is none. Containers are chosen by id. */
  readonly docker?: {
    readonly engine?: DockerEngine | CallError;
    readonly containers: readonly DockerContainer[] | CallError;
    readonly details?: Readonly<Record<string, DockerDetails | DockerFailure>> | CallError;
    readonly stats?: Readonly<Record<string, DockerStats | DockerFailure>> | CallError;
    readonly diskUsage?: DockerDiskUsage | CallError;
  };
  /** Lines of the kernel's log; those that begin with the asked prefix are answered. */
  readonly kmsg?: KmsgLines | CallError;
  /** Commands, by their words joined with spaces. */
  readonly commands?: Readonly<Record<string, ExecResult | CallError>>;
  /** Answers of all other calls to the kernel, by their names: `service.method`. */
  readonly calls?: Readonly<Record<string, unknown>>;
}

/** A context over the machine of a test; `logs` holds what the plugin logged, `subjects` what it reported last. */
export function fakeContext<Config>(
  machine: FakeMachine<Config>,
): PluginContext<Config> & { readonly logs: readonly string[]; readonly subjects: Subject[] } {
  const logs: string[] = [];
  const subjects: Subject[] = [];
  return {
    config: machine.config,
    signal: new AbortController().signal,
    timeoutMs: machine.timeoutMs ?? 10_000,
    ...createCalls((service, method) =>
      answer(machine.calls?.[`${service}.${method}`], "unavailable")
    ),
    facts: fakeFacts(machine),
    exec: (command, args = []) =>
      answer(machine.commands?.[[command, ...args].join(" ")], "command_not_found"),
    docker: {
      engine: () => answer(machine.docker?.engine, "unavailable"),
      containers: () => answer(machine.docker?.containers, "unavailable"),
      details: (ids) => answer(chosen(machine.docker?.details, ids), "unavailable"),
      stats: (ids) => answer(chosen(machine.docker?.stats, ids), "unavailable"),
      diskUsage: () => answer(machine.docker?.diskUsage, "unavailable"),
    },
    kmsg: {
      lines: async (prefix, after) => {
        const { lines, missed } = await answer(machine.kmsg, "not_found");
        const chosen = lines.filter(({ text, sequence }) =>
          text.startsWith(prefix) && sequence > after
        );
        return { lines: chosen, missed };
      },
    },
    log: (level: LogLevel, message: string) => logs.push(`${level} ${message}`),
    logs,
    report: (all) => subjects.splice(0, Infinity, ...all),
    subjects,
  };
}

function fakeFacts({ files = {}, statfs, system }: FakeMachine<unknown>): Facts {
  return {
    read: (path) => answer(files[path], "not_found"),
    readOptional: (path) => Promise.resolve(files[path]),
    readAll: (pattern) => {
      const matches = makeMatcher(pattern);
      return Promise.resolve(
        new Map(Object.entries(files).filter(([path]) => matches(path)).sort()),
      );
    },
    statfs: (path) => answer(statfs?.[path], "not_found"),
    system: (name) => answer(system?.[name], "unavailable"),
  };
}

function chosen<T>(
  all: Readonly<Record<string, T>> | CallError | undefined,
  ids: readonly string[],
): Record<string, T> | CallError | undefined {
  if (all === undefined || all instanceof CallError) return all;
  return Object.fromEntries(Object.entries(all).filter(([id]) => ids.includes(id)));
}

function answer<T>(
  value: T | CallError | undefined,
  absence: CallError["code"],
): Promise<T> {
  if (value instanceof CallError) return Promise.reject(value);
  if (value !== undefined) return Promise.resolve(value);
  return Promise.reject(
    new CallError(absence, "Cannot answer: the test's machine does not have it"),
  );
}

/** `*` is any run of characters within one segment, as in a grant. */
function makeMatcher(pattern: string): (path: string) => boolean {
  const literal = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  const source = pattern.split("*").map(literal).join("[^/]*");
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path);
}
