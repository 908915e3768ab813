import { settledWithin } from "../../async/settled_within.ts";
import type { Config } from "../../contract/config.ts";
import { CallError } from "../../contract/errors.ts";
import { findEngine } from "../../kernel/calls/docker/find_engine.ts";
import type { LoadOptions } from "../../kernel/config/load.ts";
import { runOnce } from "../run_once.ts";
import type { SingleRun } from "../run_once.ts";
import { Recorder } from "./recorder.ts";
import { startEngineProxy, startPageProxy } from "./recording_proxy.ts";
import type { EngineAddress } from "./recording_proxy.ts";

/** A machine on which nothing answers takes the timeouts of its plugins, one after the other. */
const MAX_RUN_MS = 60_000;

/** One run of all plugins, with everything that they were answered. */
export interface RecordedRun {
  readonly recorder: Recorder;
  /** Undefined where it did not end in time. */
  readonly run: SingleRun | undefined;
}

/**
 * Runs every plugin once in its sandbox, and writes down what it is answered: calls by looking on, pages
 * and the container engine by standing in between.
 *
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} when there is no plugin, or the state folder cannot be used.
 */
export async function recordRun(
  options: LoadOptions,
  { docker }: Config["services"],
): Promise<RecordedRun> {
  const recorder = new Recorder();
  await using cleanup = new AsyncDisposableStack();
  const pages = cleanup.use(startPageProxy((page) => recorder.page(page)));
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-bundle-" });
  cleanup.defer(() => Deno.remove(dir, { recursive: true }));
  const engine = await engineAddress(docker, options.env);
  const variables = engine
    ? {
      LLM_MONITOR_SERVICES_DOCKER_HOST: cleanup.use(startEngineProxy(engine, {
        socketPath: `${dir}/engine.sock`,
        record: (answer) => recorder.engine(answer),
      })).address,
    }
    : {};
  const running = runOnce({
    ...options,
    env: { ...options.env, ...variables },
    onlooker: { proxy: pages.address, answered: (call) => recorder.call(call) },
  });
  return { recorder, run: await settledWithin(running, MAX_RUN_MS) ? await running : undefined };
}

/** Undefined where there is no engine: the plugins find that out by themselves. */
async function engineAddress(
  config: Config["services"]["docker"],
  env: Readonly<Record<string, string>>,
): Promise<EngineAddress | undefined> {
  try {
    const host = await findEngine({ host: config.host, env, uid: Deno.uid() ?? 0 });
    const read = async (path: string | undefined) => path && await Deno.readTextFile(path);
    const { tlsCaFile, tlsCertFile, tlsKeyFile } = config;
    const [ca, cert, key] = await Promise.all([tlsCaFile, tlsCertFile, tlsKeyFile].map(read));
    return { host, tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } };
  } catch (error) {
    if (error instanceof CallError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
