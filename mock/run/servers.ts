import { CodedError } from "../../runtime/contract/errors.ts";
import { startLlmServer } from "../llm/mod.ts";
import type { LlmServerOptions } from "../llm/mod.ts";
import type { EngineUnit } from "../sim/engine_unit.ts";

/** A fake LLM server that listens. */
export interface RunningServer {
  readonly unit: EngineUnit;
  readonly url: string;
  close(): Promise<void>;
}

const HOSTNAME = "127.0.0.1";

/** Starts a server for each engine, at the engine's own port where that is free. */
export async function startServers(units: readonly EngineUnit[]): Promise<RunningServer[]> {
  const servers: RunningServer[] = [];
  try {
    for (const unit of units) servers.push(await startServer(unit, HOSTNAME));
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    throw error;
  }
  return servers;
}

/** Starts one server, at any free port where its own is taken. */
export async function startServer(unit: EngineUnit, hostname: string): Promise<RunningServer> {
  try {
    return await listen(unit, { hostname, port: unit.spec.port });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return await listen(unit, { hostname, port: 0 });
  }
}

/**
 * Starts one server at a port that a person named.
 *
 * @throws {CodedError} `port_in_use`.
 */
export async function startServerAt(
  unit: EngineUnit,
  options: LlmServerOptions,
): Promise<RunningServer> {
  const { hostname, port } = options;
  try {
    return await listen(unit, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new CodedError("port_in_use", `Cannot listen on ${hostname}:${port}: it is taken`, {
      hint: "Give another one with --port, or 0 for any",
      cause: error,
    });
  }
}

async function listen(
  unit: EngineUnit,
  options: LlmServerOptions,
): Promise<RunningServer> {
  const server = await startLlmServer(unit, options);
  unit.container.publish(server.port);
  return {
    unit,
    url: `http://${options.hostname}:${server.port}`,
    close: () => server.close(),
  };
}
