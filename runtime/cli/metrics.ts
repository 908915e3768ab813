/** `deno task metrics`: the metrics of a running instance, of one plugin, or those that match. */
import { CodedError } from "../contract/errors.ts";
import { nearest } from "../contract/nearest.ts";
import type { PluginsAnswer, PluginStatus } from "../contract/status.ts";
import { EXIT } from "./exit_codes.ts";
import { Instance, INSTANCE_FLAGS } from "./instance.ts";
import { pickFamilies } from "./pick_families.ts";
import { processContext, runVerb } from "./run_verb.ts";
import type { Task } from "./task.ts";
import type { Verb } from "./verb.ts";

const metrics: Verb = {
  command: "deno task metrics",
  summary: "Prints the metrics of a running instance",
  flags: {
    ...INSTANCE_FLAGS,
    plugin: { type: "string", value: "NAME", summary: "Only those of this plugin" },
    grep: { type: "string", value: "PATTERN", summary: "Only series that match, with their help" },
  },
  operands: [],
  examples: [
    ["deno task metrics --grep kv_cache", "series by a part of their name or labels"],
    ["deno task metrics --plugin gpu", "the latest metrics of one plugin"],
  ],
  async run(parsed, context) {
    const pattern = parsePattern(parsed.values.get("grep"));
    const plugin = parsed.values.get("plugin");
    const instance = await Instance.find(parsed, context);
    const path = plugin === undefined
      ? "/metrics"
      : `/api/v1/metrics?plugin=${encodeURIComponent(plugin)}`;
    const found = plugin === undefined ? undefined : await findPlugin(instance, plugin);
    if (found?.series === 0) {
      const { name, state, detail } = found;
      context.output.note(
        `Plugin "${name}" has no metrics: it is ${state}${detail === "" ? "" : `. ${detail}`}`,
      );
      return EXIT.failure;
    }
    const text = await instance.get(path);
    const lines = pattern ? pickFamilies(text, pattern) : text.trimEnd().split("\n");
    for (const line of lines) context.output.line(line);
    if (lines.length > 0) return EXIT.ok;
    context.output.note("No series matches");
    return EXIT.failure;
  },
};

/** @throws {CodedError} `plugin_not_found`, with the nearest name. */
async function findPlugin(instance: Instance, name: string): Promise<PluginStatus> {
  const { plugins } = await instance.getJson<PluginsAnswer>("/api/v1/plugins");
  const found = plugins.find((plugin) => plugin.name === name);
  if (found) return found;
  const names = plugins.map((plugin) => plugin.name);
  const guess = nearest(name, names);
  throw new CodedError("plugin_not_found", `${instance.address} has no plugin "${name}"`, {
    hint: guess ? `Did you mean ${guess}?` : `There are: ${names.join(", ")}`,
  });
}

function parsePattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, "i");
  } catch (cause) {
    throw new CodedError("usage", `Cannot use --grep ${text}: it is not a regular expression`, {
      cause,
    });
  }
}

export const task: Task = { own: metrics };

if (import.meta.main) Deno.exitCode = await runVerb(metrics, Deno.args, processContext());
