import { CodedError, errorText } from "../../contract/errors.ts";
import { formatIssue, IssuesError } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { lineAt } from "../../yaml/parsed_yaml.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import type { Manifest } from "../../contract/manifest.ts";
import type { Candidate } from "../../contract/syscall.ts";
import { askedAmounts, heldAmounts } from "../../policy/amounts.ts";
import { decideGrant } from "../../policy/decide.ts";
import type { Decision } from "../../policy/decide.ts";
import { makeApproval } from "./approvals.ts";
import { shellWord } from "../../contract/shell_word.ts";
import { USUAL_CONFIG } from "../config/load.ts";
import type { ConfigSource } from "../config/load.ts";
import { resolvePluginConfig } from "../config/plugin_config.ts";
import { readManifest } from "./read_manifest.ts";
import type { ReadManifest } from "./read_manifest.ts";
import { findSettings, reservedBy } from "./rules.ts";
import type { AssessRules } from "./rules.ts";
import { makeSpec } from "./spec.ts";
import { stageFolder } from "../artifacts/stage.ts";
import type { PluginFolder, StagedFolder } from "../artifacts/stage.ts";
import { stillAllowed } from "./still_allowed.ts";

/** The rules and the folders by which a plugin is assessed. */
export interface AssessContext extends AssessRules {
  readonly configSource: ConfigSource;
  readonly stagedRoot: string;
  /** Parses the text of a manifest, away from here. */
  readonly parseManifest?: (text: string) => Promise<ParsedYaml>;
  /** The command line of a guest. */
  readonly commandFor: (plugin: {
    name: string;
    stagedDir: string;
    entry: string;
    memoryBytes: number;
    grant: Decision["grant"];
  }) => readonly string[];
}

/** The outcome of assessing one folder. */
export interface Assessment {
  readonly folder: PluginFolder;
  readonly candidate: Candidate;
  readonly issues: readonly Issue[];
  readonly manifest?: Manifest;
  readonly decision?: Decision;
}

/**
 * Judges one folder: staged, manifest read from the copy, grant decided, approval looked up. Never
 * rejects for what is wrong with the plugin.
 */
export async function assessPlugin(
  folder: PluginFolder,
  context: AssessContext,
): Promise<Assessment> {
  const { name } = folder;
  if (findSettings(name, context)?.enabled === false) {
    return { folder, candidate: { name, disabled: true }, issues: [] };
  }
  try {
    const staged = await stageFolder(folder, { stagedRoot: context.stagedRoot });
    const displayFile = `${folder.dir}/plugin.yaml`;
    const { parseManifest: parse } = context;
    const read = await readManifest(staged.dir, { name, displayFile, ...(parse && { parse }) });
    return judge(folder, { ...context, staged, read, displayFile });
  } catch (error) {
    return rejected(folder, toIssues(error, folder), context);
  }
}

function judge(
  folder: PluginFolder,
  context: AssessContext & { staged: StagedFolder; read: ReadManifest; displayFile: string },
): Assessment {
  const { name } = folder;
  const { config, staged, read: { manifest } } = context;
  const settings = findSettings(name, context);
  const resolved = resolvePluginConfig(
    manifest,
    settings,
    {
      file: context.configSource.file,
      lineOf: (path) => lineAt(context.configSource.lines, path),
    },
    context.containers,
  );
  const asked = { memoryBytes: manifest.memory, series: manifest.limits.series };
  const amounts = heldAmounts(asked, config.policy);
  const { procRoot, sysRoot } = config.services.facts;
  const decision = decideGrant({
    permissions: { ...manifest.permissions, ...askedAmounts(asked, config.policy) },
    config: resolved.config,
    operatorConfig: { ...settings?.config, ...labelledConfig(manifest, resolved.config) },
    policy: config.policy,
    ownPort: context.ownPort,
    closedPaths: [procRoot, sysRoot],
    plugin: name,
    reserved: reservedBy(context),
  });
  const issues = [...resolved.issues, ...problemIssues(decision, name, context)];
  if (issues.length > 0) return { ...rejected(folder, issues, context), manifest };
  const approval = decision.needsApproval.length === 0 ? "free" : makeApproval(
    context.lock,
    { name, digest: staged.digest, grant: decision.grant },
    config.policy.pin,
  );
  if (approval === "none") return pending(folder, { ...context, decision });
  const spec = makeSpec({
    manifest,
    staged,
    decision,
    amounts,
    approval,
    config: resolved.config,
    settings,
    minIntervalMs: config.supervisor.minInterval,
    command: context.commandFor({
      name,
      stagedDir: staged.dir,
      entry: manifest.entry,
      memoryBytes: amounts.memoryBytes,
      grant: decision.grant,
    }),
  });
  return { folder, candidate: { name, spec }, issues: [], manifest, decision };
}

/** Returns the addresses of labelled containers: whoever may label one rules its machine, so they are as good as the operator's word. */
function labelledConfig(
  { config: options }: Manifest,
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).filter(([key]) => options[key]?.type === "containers"),
  );
}

function pending(
  folder: PluginFolder,
  context: AssessContext & { staged: StagedFolder; read: ReadManifest; decision: Decision },
): Assessment {
  const { name } = folder;
  const { staged, read: { manifest }, decision, configSource } = context;
  // Another configuration may need no approval, or another one.
  const flag = configSource.file === USUAL_CONFIG
    ? ""
    : ` --config ${shellWord(configSource.file)}`;
  const message = `It asks for ${decision.needsApproval.join(", ")}; ` +
    `approve it with: deno task plugin approve ${name}${flag}`;
  const spec = stillAllowed(name, context);
  return {
    folder,
    candidate: {
      name,
      pending: { digest: staged.digest, message },
      ...(spec ? { spec } : {}),
    },
    issues: [],
    manifest,
    decision,
  };
}

function rejected(
  folder: PluginFolder,
  issues: readonly Issue[],
  context: AssessContext,
): Assessment {
  const { name } = folder;
  const spec = stillAllowed(name, context);
  return {
    folder,
    candidate: {
      name,
      rejected: {
        code: issues[0]?.code ?? "internal",
        message: issues.map(formatIssue).join("; "),
      },
      ...(spec ? { spec } : {}),
    },
    issues,
  };
}

function problemIssues(
  { problems }: Decision,
  name: string,
  { configSource, read, displayFile }: AssessContext & { read: ReadManifest; displayFile: string },
): Issue[] {
  return problems.map((problem): Issue => {
    const isConfig = problem.path.startsWith("config.");
    const path = isConfig ? `plugins.${name}.${problem.path}` : problem.path;
    const keys = pathKeys(path);
    const line = isConfig ? lineAt(configSource.lines, keys) : read.lineOf(keys);
    return {
      ...problem,
      code: isConfig ? "plugin_config_invalid" : "manifest_invalid",
      file: isConfig ? configSource.file : displayFile,
      path,
      ...(line === undefined ? {} : { line }),
    };
  });
}

/** `permissions.exec[0].command` is `["permissions", "exec", 0, "command"]`. */
function pathKeys(path: string): (string | number)[] {
  return path.split(/[.[\]]+/).filter((part) => part !== "")
    .map((part) => /^\d+$/.test(part) ? Number(part) : part);
}

function toIssues(error: unknown, { dir }: PluginFolder): readonly Issue[] {
  if (error instanceof IssuesError) return error.issues;
  if (error instanceof CodedError) {
    return [{ code: error.code, file: dir, path: "", rule: error.message }];
  }
  // A full disk, for one: it keeps this plugin from being staged, and no other from being looked at.
  return [{ code: "plugin_unreadable", file: dir, path: "", rule: errorText(error) }];
}
