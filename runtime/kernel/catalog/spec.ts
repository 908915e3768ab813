import type { PluginSettings } from "../../contract/config.ts";
import type { Manifest } from "../../contract/manifest.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { Amounts } from "../../policy/amounts.ts";
import type { Decision } from "../../policy/decide.ts";
import type { StagedFolder } from "../artifacts/stage.ts";
import { hashJson } from "./hash_json.ts";

/** Makes the spec of a plugin that may run, for the host. */
export function makeSpec(options: {
  manifest: Manifest;
  staged: StagedFolder;
  decision: Decision;
  amounts: Amounts;
  approval: PluginSpec["approval"];
  config: Readonly<Record<string, unknown>>;
  settings: PluginSettings | undefined;
  minIntervalMs: number;
  command: readonly string[];
}): PluginSpec {
  const { manifest, staged, decision, amounts, settings, minIntervalMs } = options;
  const intervalMs = Math.max(settings?.interval ?? manifest.interval, minIntervalMs);
  const spec = {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    digest: staged.digest,
    intervalMs,
    // A collection that took longer than its interval would miss its own tick.
    timeoutMs: Math.min(settings?.timeout ?? manifest.timeout, intervalMs),
    memoryBytes: amounts.memoryBytes,
    seriesLimit: amounts.series,
    metrics: manifest.metrics,
    ...(settings?.detail === "slim" ? { detail: "slim" as const } : {}),
    view: manifest.view,
    config: options.config,
    grant: decision.grant,
    denied: decision.denied,
    approval: options.approval,
    command: options.command,
  };
  return { ...spec, revision: computeRevision(spec) };
}

/** Changes with everything that a process was started with; an approval changes no process. */
function computeRevision({ approval: _, ...spec }: Omit<PluginSpec, "revision">): string {
  return hashJson(spec).slice(0, 16);
}
