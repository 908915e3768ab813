/** `deno task healthcheck`: asks a running instance how it is; for containers and scripts. */
import { loadConfig } from "../kernel/config/load.ts";
import { EXIT } from "./exit_codes.ts";
import { instanceUrl, reachInstance, unusableAnswer } from "./reach_instance.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { toAddress } from "./server_address.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Task } from "./task.ts";
import type { Verb } from "./verb.ts";

const healthcheck: Verb = {
  command: "deno task healthcheck",
  summary: "Asks a running instance whether it is ready",
  flags: {
    config: SHARED_FLAGS.config,
    live: { type: "boolean", summary: "Ask only whether it is alive (/health)" },
    url: { type: "string", value: "URL", summary: "Address to ask, instead of the configured one" },
  },
  operands: [],
  examples: [
    ["deno task healthcheck", "0 ready, 1 not ready, 5 no answer"],
    ["deno task healthcheck --live", "0 as soon as it answers"],
    ["deno task healthcheck --url http://10.0.0.5:8090", "another machine"],
  ],
  async run(parsed, { cwd, env, output }) {
    const path = parsed.values.get("config");
    const given = parsed.values.get("url");
    const server = given === undefined
      ? (await loadConfig({ ...(path === undefined ? {} : { path }), env, cwd })).config.server
      : undefined;
    const url = new URL(
      parsed.switches.has("live") ? "/health" : "/ready",
      server ? toAddress(server) : instanceUrl(given ?? ""),
    );
    const { status, text } = await reachInstance(url);
    if (status !== 200 && status !== 503) throw unusableAnswer(url.href, status);
    output.line(text.trimEnd());
    return status === 200 ? EXIT.ok : EXIT.failure;
  },
};

export const task: Task = { own: healthcheck };

if (import.meta.main) {
  Deno.exitCode = await runVerb(healthcheck, Deno.args, processContext());
}
