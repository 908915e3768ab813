/** What plugin authors import: `import { definePlugin, FamilySet } from "@llm-monitor/sdk"`. */
export { definePlugin, inactive } from "./define_plugin.ts";
export type { Inactive, Plugin } from "./define_plugin.ts";
export type { Exec, Facts, PluginContext } from "./context.ts";
export type { ExecResult, FileSystemStats } from "../contract/call_value.ts";
export { FamilySet } from "./family_set.ts";
export type { HistogramValue } from "./family_set.ts";
export { CallError } from "../contract/errors.ts";
export type { Family, HistogramSample, Sample } from "../contract/metric.ts";
