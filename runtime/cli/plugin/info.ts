import { describePlugin } from "./describe_plugin.ts";
import { readCoverage } from "../gen/read_coverage.ts";
import { EXIT } from "../exit_codes.ts";
import { findPlugin, newestDigest, outlook, readProject } from "../project.ts";
import type { ProjectPlugin } from "../project.ts";
import { terminalSize } from "../terminal_size.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb } from "../verb.ts";

/** Shows one plugin: what it asks for, what it gets, and the exact command line of its process. */
export const pluginInfo: Verb = {
  command: "deno task plugin info",
  summary: "Shows a plugin's manifest, grant, approval, command line and what it covers",
  flags: SHARED_FLAGS,
  operands: ["NAME"],
  examples: [
    ["deno task plugin info system", "its permissions, and its exact command line"],
    ["deno task plugin info system --json", "the same for a program"],
  ],
  async run(parsed, context) {
    const project = await readProject(parsed, context);
    const plugin = findPlugin(project, parsed.operands[0] ?? "");
    const coverage = await readCoverage(plugin.folder.dir);
    if (parsed.switches.has("json")) {
      context.output.json({ ...asData(plugin), coverage: coverage ?? null });
      return EXIT.ok;
    }
    const columns = Deno.stdout.isTerminal() ? terminalSize().columns : undefined;
    const { bold } = context.style;
    for (const line of describePlugin(plugin, coverage, { bold, columns })) {
      context.output.line(line);
    }
    return EXIT.ok;
  },
};

function asData(plugin: ProjectPlugin): Record<string, unknown> {
  const { folder, candidate, manifest, decision, issues } = plugin;
  return {
    name: folder.name,
    dir: folder.dir,
    ...outlook(plugin),
    digest: newestDigest(plugin) ?? null,
    approval: candidate.spec?.approval ?? "none",
    manifest: manifest ?? null,
    grant: decision?.grant ?? null,
    denied: decision?.denied ?? [],
    beyond_free: decision?.needsApproval ?? [],
    command: candidate.spec?.command ?? [],
    issues,
  };
}
