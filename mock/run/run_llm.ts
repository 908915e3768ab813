import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import { nearest } from "../../runtime/cli/nearest.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { numberOf, portOf, seedOf, speedOf } from "../cli/number_flags.ts";
import { ENGINE_KINDS, singleEngineWorld } from "../default/world.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { ENGINES } from "../llm/mod.ts";
import { World } from "../sim/world.ts";
import { checkHost } from "./check_host.ts";
import { startServerAt } from "./servers.ts";
import { untilSignal } from "./until_signal.ts";
import { WorldClock } from "./world_clock.ts";

/** Runs one fake LLM server until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const kind = parsed.values.get("engine");
  const spec = worldOf(kind);
  const [seed, speed] = [seedOf(parsed), speedOf(parsed)];
  const rate = numberOf(parsed, "rate", { min: 0, max: 1_000 });
  const hostname = parsed.values.get("host") ?? "127.0.0.1";
  const world = new World(spec, { seed, epochUnix: Date.now() / 1_000, warmUpSeconds: 0 });
  const unit = world.engine(spec.engines.at(-1)?.name ?? "");
  if (rate !== undefined) {
    world.settings = {
      engines: Object.fromEntries(
        spec.engines.map((
          { name },
        ) => [name, { requestsPerSecond: name === unit.spec.name ? rate : 0 }]),
      ),
    };
  }
  const variant = variantOf(unit.engine, parsed.values.get("variant"));
  const apiKey = parsed.values.get("api-key");
  checkHost(hostname);
  await using cleanup = new AsyncDisposableStack();
  const signal = untilSignal();
  cleanup.defer(signal.stop);
  const server = await startServerAt(unit, {
    hostname,
    port: portOf(parsed) ?? unit.spec.port,
    ...(variant !== undefined && { variant }),
    ...(apiKey !== undefined && { apiKey }),
  });
  cleanup.defer(() => server.close());
  const clock = new WorldClock(world, { speed });
  cleanup.defer(() => clock.stop());
  const { output, style } = context;
  const models = unit.spec.models.map(({ name }) => name).join(", ");
  const metrics = server.metricsUrl === undefined
    ? ""
    : `, metrics at ${style.green(server.metricsUrl)}`;
  output.note(
    `${style.bold(unit.spec.engine)} ${style.green(server.url)} with ${models}${metrics}. ` +
      "Ctrl-C ends it.",
  );
  return await Promise.race([signal.signalled, clock.failed]);
}

function worldOf(kind: string | undefined): WorldSpec {
  const all = ENGINE_KINDS.join(", ");
  if (kind === undefined) {
    throw new CodedError("usage", "Missing --engine: it must be given", { hint: `One of ${all}` });
  }
  const spec = singleEngineWorld(kind);
  if (spec) return spec;
  const guess = nearest(kind, ENGINE_KINDS);
  throw new CodedError("usage", `There is no engine "${kind}"`, {
    hint: `${guess ? `Did you mean ${guess}? ` : ""}There are ${all}`,
  });
}

function variantOf(engine: string, name: string | undefined): string | undefined {
  const variants = ENGINES[engine]?.variants ?? [];
  if (name === undefined || variants.includes(name)) return name;
  throw new CodedError("usage", `The engine "${engine}" has no variant "${name}"`, {
    hint: variants.length === 0 ? "It has none" : `There are ${variants.join(", ")}`,
  });
}
