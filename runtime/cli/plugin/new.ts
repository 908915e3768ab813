import { resolve } from "node:path";
import { CodedError } from "../../contract/errors.ts";
import { PLUGIN_NAME, RESERVED_PLUGIN_NAMES } from "../../contract/manifest.ts";
import { lintDeclaration } from "../../contract/metric_name.ts";
import { loadConfig } from "../../kernel/config/load.ts";
import { readManifest } from "../../kernel/catalog/read_manifest.ts";
import { EXIT } from "../exit_codes.ts";
import { pluginReadme } from "../gen/plugin_readme.ts";
import { projectDir } from "../project_dir.ts";
import { runDeno } from "../run_deno.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb } from "../verb.ts";

/** Makes a plugin that runs, out of plugins/_template. */
export const pluginNew: Verb = {
  command: "deno task plugin new",
  summary: "Creates a plugin that runs at once",
  flags: { config: SHARED_FLAGS.config },
  operands: ["NAME"],
  examples: [["deno task plugin new queue", "creates plugins/queue/"]],
  async run(parsed, { cwd, env, output }) {
    const name = parsed.operands[0] ?? "";
    checkName(name);
    const path = parsed.values.get("config");
    const { config } = await loadConfig({ ...(path === undefined ? {} : { path }), env, cwd });
    const target = resolve(cwd, config.plugins.dir, name);
    await makeFolder(target, name);
    await copyTemplate(`${projectDir()}/plugins/_template`, target, name);
    await finish(target);
    output.line(`Made ${target}`);
    output.line(`Next: edit parse.ts and plugin.yaml, then deno task plugin test ${name}`);
    return EXIT.ok;
  },
};

/** Subsystems whose metrics are the host's own. */
const TAKEN_SUBSYSTEMS = ["plugin", ...RESERVED_PLUGIN_NAMES];

/** @throws {CodedError} `usage`. */
function checkName(name: string): void {
  const [problem] = TAKEN_SUBSYSTEMS.includes(name)
    ? ["it is reserved, choose another name"]
    : PLUGIN_NAME.test(name)
    ? lintDeclaration({ name: `llm_monitor_${name}_up`, type: "gauge", help: "Up.", labels: [] })
    : ["it must be 1 to 32 lower-case letters, digits or _, starting with a letter"];
  if (problem) throw new CodedError("usage", `Cannot create plugin "${name}": ${problem}`);
}

async function makeFolder(target: string, name: string): Promise<void> {
  const parent = resolve(target, "..");
  await Deno.mkdir(parent, { recursive: true });
  try {
    await Deno.mkdir(target);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
    throw new CodedError(
      "plugin_exists",
      `Cannot create plugin "${name}": ${target} already exists`,
      { cause, hint: "Choose another name, or remove that folder" },
    );
  }
}

async function copyTemplate(from: string, to: string, name: string): Promise<void> {
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) {
      await Deno.mkdir(target);
      await copyTemplate(source, target, name);
    } else {
      await Deno.writeTextFile(target, renamed(await Deno.readTextFile(source), name));
    }
  }
}

/** A longer name moves line breaks and table columns. */
async function finish(dir: string): Promise<void> {
  const readme = await pluginReadme(dir, (await readManifest(dir)).manifest, undefined);
  await Deno.writeTextFile(`${dir}/README.md`, readme.wanted);
  await runDeno(["fmt", "--quiet", `--config=${projectDir()}/deno.json`, dir], dir);
}

/** In the files of plugins/_template the bare word "template" is always the plugin's name. */
function renamed(text: string, name: string): string {
  return text.replaceAll("llm_monitor_template_", `llm_monitor_${name}_`)
    .replaceAll(/\btemplate\b/g, name);
}
