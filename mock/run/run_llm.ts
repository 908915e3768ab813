import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import { nearest } from "../../runtime/contract/nearest.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { readNumber } from "../cli/number_flags.ts";
import { ENGINE_KINDS, singleEngineWorld } from "../default/world.ts";
import { ENGINES } from "../llm/mod.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { checkHost } from "./monitor_address.ts";
import { runSingle } from "./run_single.ts";
import type { SingleFake } from "./run_single.ts";
import { startServerAt } from "./servers.ts";

/** Runs one fake LLM server until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const spec = findWorld(parsed.values.get("engine"));
  const [own] = spec.engines.slice(-1);
  const variant = readVariant(own?.engine ?? "", parsed.values.get("variant"));
  const [rate, port] = [readNumber(parsed, "rate"), readNumber(parsed, "port")];
  const hostname = parsed.values.get("host") ?? "127.0.0.1";
  const apiKey = parsed.values.get("api-key");
  checkHost(hostname);
  const { bold, green } = context.style;
  const fake: SingleFake = {
    spec,
    warmUpSeconds: 0,
    start: async (world, cleanup) => {
      if (rate !== undefined) {
        const rates = spec.engines.map((one) =>
          [one.name, { requestsPerSecond: one === own ? rate : 0 }] as const
        );
        world.settings = { engines: Object.fromEntries(rates) };
      }
      const unit = world.engine(own?.name ?? "");
      const server = await startServerAt(unit, {
        hostname,
        port: port ?? unit.spec.port,
        ...(variant !== undefined && { variant }),
        ...(apiKey !== undefined && { apiKey }),
      });
      cleanup.defer(() => server.close());
      const models = unit.spec.models.map(({ name }) => name).join(", ");
      const { metricsUrl } = server;
      const metrics = metricsUrl === undefined ? "" : `, metrics at ${green(metricsUrl)}`;
      return { message: `${bold(unit.spec.engine)} ${green(server.url)} with ${models}${metrics}` };
    },
  };
  return await runSingle(fake, parsed, context);
}

function findWorld(kind: string | undefined): WorldSpec {
  const all = ENGINE_KINDS.join(", ");
  if (kind === undefined) {
    throw new CodedError("usage", "Missing --engine: it is required", { hint: `One of ${all}` });
  }
  const spec = singleEngineWorld(kind);
  if (spec) return spec;
  const guess = nearest(kind, ENGINE_KINDS);
  throw new CodedError("usage", `There is no engine "${kind}"`, {
    hint: `${guess ? `Did you mean ${guess}? ` : ""}There are ${all}`,
  });
}

function readVariant(engine: string, name: string | undefined): string | undefined {
  const variants = ENGINES[engine]?.variants ?? [];
  if (name === undefined || variants.includes(name)) return name;
  throw new CodedError("usage", `The engine "${engine}" has no variant "${name}"`, {
    hint: variants.length === 0 ? "It has none" : `There are ${variants.join(", ")}`,
  });
}
