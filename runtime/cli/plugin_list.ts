import { formatDuration } from "../contract/duration.ts";
import { EXIT } from "./exit_codes.ts";
import { outlook, readProject } from "./project.ts";
import { formatTable } from "./table.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Verb } from "./verb.ts";

/** Lists the plugins and what `start` would do with each. */
export const pluginList: Verb = {
  command: "deno task plugin list",
  summary: "Lists the plugins and whether each may run",
  flags: SHARED_FLAGS,
  operands: [],
  examples: [
    ["deno task plugin list", "what is installed"],
    ["deno task plugin list --json", "the same for a program"],
  ],
  async run(parsed, context) {
    const { plugins } = await readProject(parsed, context);
    const rows = plugins.map((plugin) => ({
      name: plugin.folder.name,
      version: plugin.manifest?.version ?? "",
      ...outlook(plugin),
      interval_seconds: plugin.manifest ? plugin.manifest.interval / 1_000 : null,
    }));
    if (parsed.switches.has("json")) {
      context.output.json(rows);
      return EXIT.ok;
    }
    if (rows.length === 0) {
      context.output.note("There are no plugins; make one with deno task plugin new NAME");
      return EXIT.ok;
    }
    const { bold, green, yellow, red } = context.style;
    const colours: Record<string, (text: string) => string> = {
      ready: green,
      pending: yellow,
      rejected: red,
    };
    const cells = rows.map(({ name, version, state, detail, interval_seconds: seconds }) => [
      name,
      version,
      colours[state]?.(state) ?? state,
      seconds === null ? "" : formatDuration(seconds * 1_000),
      detail,
    ]);
    const head = ["NAME", "VERSION", "STATE", "EVERY", "WHY"].map(bold);
    for (const line of formatTable([head, ...cells])) context.output.line(line);
    return EXIT.ok;
  },
};
