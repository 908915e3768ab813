import type { Config } from "../../contract/config.ts";
import { formatDuration } from "../../contract/duration.ts";
import { CodedError } from "../../contract/errors.ts";
import type { PluginsAnswer, PluginStatus } from "../../contract/status.ts";
import { EXIT } from "../exit_codes.ts";
import { Instance } from "../instance.ts";
import { newestDigest, outlook, readProject } from "../project.ts";
import type { ProjectPlugin } from "../project.ts";
import { formatTable } from "../table.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb, VerbContext } from "../verb.ts";

/** Lists the plugins and what `start` would do with each. */
export const pluginList: Verb = {
  command: "deno task plugin list",
  summary: "Lists the plugins, their state and the reason for it",
  flags: SHARED_FLAGS,
  operands: [],
  examples: [
    ["deno task plugin list", "what is installed"],
    ["deno task plugin list --json", "the same for a program"],
  ],
  async run(parsed, context) {
    const { plugins, loaded } = await readProject(parsed, context);
    const running = await runningPlugins(loaded.config.server, context.env);
    const rows = plugins.map((plugin) => ({
      name: plugin.folder.name,
      version: plugin.manifest?.version ?? "",
      ...outlook(plugin),
      interval_seconds: plugin.manifest ? plugin.manifest.interval / 1_000 : null,
      running: runningState(running, plugin),
    }));
    if (parsed.switches.has("json")) {
      context.output.json(rows);
      return EXIT.ok;
    }
    if (rows.length === 0) {
      context.output.note("There are no plugins; create one with deno task plugin new NAME");
      return EXIT.ok;
    }
    const { bold, green, yellow, red } = context.style;
    const colours: Record<string, (text: string) => string> = {
      ready: green,
      idle: green,
      collecting: green,
      pending: yellow,
      inactive: yellow,
      starved: yellow,
      rejected: red,
      backoff: red,
      quarantined: red,
    };
    const cells = rows.map(({ name, version, state, detail, interval_seconds, running }) => {
      const shown = running?.state ?? state;
      return [
        name,
        version,
        colours[shown]?.(shown) ?? shown,
        interval_seconds === null ? "" : formatDuration(interval_seconds * 1_000),
        running?.detail ?? detail,
      ];
    });
    const head = ["NAME", "VERSION", "STATE", "EVERY", "WHY"].map(bold);
    for (const line of formatTable([head, ...cells])) context.output.line(line);
    if (!running) {
      context.output.note("No instance is running here: this is what deno task start would do");
    }
    return EXIT.ok;
  },
};

/** Says what a plugin does now; null where no instance has one of this name. */
function runningState(
  running: readonly PluginStatus[] | undefined,
  plugin: ProjectPlugin,
): { state: string; detail: string } | null {
  const found = running?.find(({ name }) => name === plugin.folder.name);
  if (!found) return null;
  const digest = newestDigest(plugin);
  // What lies on the disk may be newer than what runs.
  const isOld = digest !== undefined && found.digest !== "" && digest !== found.digest;
  const note = isOld ? `version ${found.version} runs; its folder has another one` : "";
  return { state: found.state, detail: [found.detail, note].filter(Boolean).join("; ") };
}

/** Asks the instance of this configuration; undefined where none answers as one. */
async function runningPlugins(
  server: Config["server"],
  env: VerbContext["env"],
): Promise<readonly PluginStatus[] | undefined> {
  try {
    const instance = await Instance.configured(server, env);
    return (await instance.getJson<PluginsAnswer>("/api/v1/plugins")).plugins;
  } catch (error) {
    if (error instanceof CodedError && error.code === "host_unreachable") return undefined;
    throw error;
  }
}
