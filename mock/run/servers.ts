import { CodedError, errorText } from "../../runtime/contract/errors.ts";
import { ENGINES, PortTaken, startLlmServer } from "../llm/mod.ts";
import type { LlmServerOptions } from "../llm/mod.ts";
import type { EngineUnit } from "../sim/engine_unit.ts";
import { urlHost } from "../../runtime/cli/url_host.ts";

/** A fake LLM server that listens. */
export interface RunningServer {
  readonly unit: EngineUnit;
  readonly url: string;
  /** The address of the metrics, where they have a port of their own. */
  readonly metricsUrl: string | undefined;
  close(): Promise<void>;
}

const HOSTNAME = "127.0.0.1";
const LAST_PORT = 65_535;

/** Starts a server for each engine, at any free port where the engine's own is taken. */
export async function startServers(
  units: readonly EngineUnit[],
  cleanup: AsyncDisposableStack,
): Promise<RunningServer[]> {
  const servers: RunningServer[] = [];
  for (const unit of units) {
    const server = await startServer(unit);
    cleanup.defer(() => server.close());
    servers.push(server);
  }
  return servers;
}

async function startServer(unit: EngineUnit): Promise<RunningServer> {
  try {
    return await listen(unit, { hostname: HOSTNAME, port: unit.spec.port });
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    return await listen(unit, { hostname: HOSTNAME, port: 0 });
  }
}

/**
 * Starts one server at a port that a person named.
 *
 * @throws {CodedError} `port_in_use`, or `usage` for a port that cannot be had.
 */
export async function startServerAt(
  unit: EngineUnit,
  options: LlmServerOptions,
): Promise<RunningServer> {
  const { port } = options;
  const above = ENGINES[unit.engine]?.metricsPortAbove ?? 0;
  if (port + above > LAST_PORT) {
    const message = `Cannot use --port ${port}: metrics of ${unit.engine} are ${above} above it, ` +
      `and the last port is ${LAST_PORT}`;
    throw new CodedError("usage", message, { hint: `Give one up to ${LAST_PORT - above}` });
  }
  try {
    return await listen(unit, options);
  } catch (error) {
    if (error instanceof PortTaken) throw takenError(error, { port, above });
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new CodedError("usage", `Cannot use --port ${port}: ${errorText(error)}`, {
      hint: "Ports below 1024 are often reserved for root; give another one",
      cause: error,
    });
  }
}

/** Names the port that is taken, which may be that of the metrics. */
function takenError(
  error: PortTaken,
  { port, above }: { port: number; above: number },
): CodedError {
  const isMetrics = above > 0 && error.port === port + above;
  const message = isMetrics
    ? `${error.message}, and metrics are served there, ${above} above --port ${port}`
    : error.message;
  return new CodedError("port_in_use", message, {
    hint: "Give another one with --port, or 0 for any",
    cause: error,
  });
}

async function listen(unit: EngineUnit, options: LlmServerOptions): Promise<RunningServer> {
  const server = await startLlmServer(unit, options);
  unit.container.publish(server.port);
  const makeUrl = (port: number) => `http://${urlHost(options.hostname)}:${port}`;
  return {
    unit,
    url: makeUrl(server.port),
    metricsUrl: server.metricsPort === undefined
      ? undefined
      : `${makeUrl(server.metricsPort)}/metrics`,
    close: () => server.close(),
  };
}
