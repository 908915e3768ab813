import type { PluginStatus, StatusAnswer } from "../../contract/status.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import type { Finding, Located } from "./finding.ts";

/** Problems of the monitor as a whole. */
export function monitorProblems(
  { not_ready: waiting, config_reload: reload, plugins }: StatusAnswer,
  { isKernelSilent, hasCandidates }: { isKernelSilent: boolean; hasCandidates: boolean },
): Located[] {
  const findings: Located[] = [];
  const about = { kind: "monitor", key: "", subject: "llm-monitor" } as const;
  if (isKernelSilent) {
    findings.push({
      ...about,
      code: "kernel_silent",
      severity: "critical",
      summary: "Nothing is collected",
      cause: waiting[0] ?? "The kernel process does not answer.",
      fix: "Check the machine's load; if it lasts, restart the monitor.",
    });
  }
  const count = Object.values(plugins).reduce((sum, one) => sum + one, 0);
  if (hasCandidates && count === 0) {
    findings.push({
      ...about,
      code: "no_plugins",
      severity: "critical",
      summary: "There is no plugin, so nothing is measured",
      cause: "The plugins folder is empty, or not the one intended.",
      fix: "Set plugins.dir to the folder with the plugins, or create one of your own.",
      command: "deno task plugin new NAME",
    });
  }
  if (reload && !reload.ok) {
    findings.push({
      ...about,
      code: "config_not_reloaded",
      severity: "warning",
      summary: "The changed configuration is not in force",
      cause: reload.message,
      fix: "Correct the file; it is read again at once.",
      command: "deno task check",
    });
  }
  return findings;
}

/** Finds what is wrong with one plugin; at most one state of it, and a reload that failed. */
export function pluginProblems(plugin: PluginStatus, unixMs: number): Located[] {
  const { name, reload, upgrade } = plugin;
  const findings = [stateProblem(plugin, unixMs)].filter((one) => one !== undefined);
  if (reload && !reload.ok) {
    findings.push({
      code: "plugin_not_reloaded",
      key: name,
      severity: "warning",
      subject: `plugin ${name}`,
      summary: "The changed version does not run; the old one still does",
      cause: upgrade?.message ?? reload.message,
      fix: "Correct the plugin; it is tried again at once.",
      command: `deno task plugin test ${name}`,
    });
  }
  return findings.map((finding) => ({ ...finding, kind: "plugin" }));
}

function stateProblem(plugin: PluginStatus, unixMs: number): Finding | undefined {
  const { name, state, detail, pending, last_error: error } = plugin;
  const about = { key: name, subject: `plugin ${name}` };
  const inspect = `deno task plugin info ${name}`;
  if (pending) {
    return {
      ...about,
      code: "plugin_pending",
      severity: "warning",
      summary: state === "pending"
        ? "It waits for approval, and does not run"
        : "A changed version waits for approval; the approved one keeps running",
      cause: pending.message,
      fix: "Review the permissions that it asks for, and approve them if you trust it.",
      command: `deno task plugin approve ${name}`,
    };
  }
  if (state === "rejected") {
    return {
      ...about,
      code: "plugin_rejected",
      severity: "warning",
      summary: "It was refused, and does not run",
      cause: detail,
      fix: "Correct its folder as the cause says; it is read again at once.",
      command: "deno task check",
    };
  }
  if (state === "quarantined") {
    return {
      ...about,
      code: "plugin_quarantined",
      severity: "critical",
      summary: "It failed too often, and is left alone for a while",
      cause: error?.message ?? detail,
      fix: "Check its last error; a corrected plugin starts at once.",
      command: `deno task plugin test ${name}`,
    };
  }
  if (state === "starved") {
    return {
      ...about,
      code: "plugin_starved",
      severity: "warning",
      summary: "The machine has no processor time for it",
      cause: detail,
      fix: "Find what keeps the processors busy, or give the monitor a higher priority.",
      command: "deno task doctor",
    };
  }
  if (!isFailing(plugin, unixMs)) return undefined;
  return {
    ...about,
    code: "plugin_failing",
    severity: "warning",
    summary: plugin.last_success_at === null
      ? "It has given no result yet"
      : "Its last collections failed",
    cause: error?.message ?? detail,
    fix: "Read the cause and the plugin's log below.",
    command: inspect,
  };
}

/** States in which a plugin is meant to give results. */
const WORKING: readonly PluginStatus["state"][] = [
  "starting",
  "idle",
  "collecting",
  "retired",
  "backoff",
];

/** Returns whether a plugin that should give results does not: its process may live all the same. */
export function isFailing(plugin: PluginStatus, unixMs: number): boolean {
  const { state, last_error: error, last_success_at: success, interval_seconds: interval } = plugin;
  if (!WORKING.includes(state)) return false;
  if (state === "backoff") return true;
  if (error !== null && (success === null || error.at > success)) return true;
  if (success === null) return false;
  const staleSeconds = Math.max(THRESHOLDS.monitor.staleSeconds, 3 * interval);
  return unixMs - Date.parse(success) > staleSeconds * 1_000;
}
