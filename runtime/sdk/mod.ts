/** The SDK of plugin authors: `import { definePlugin, FamilySet } from "@llm-monitor/sdk"`. */
export { definePlugin, inactive } from "./define_plugin.ts";
export type { Inactive, Plugin } from "./define_plugin.ts";
export type { Exec, Facts, PluginContext } from "./context.ts";
export type { ExecResult, FileSystemStats, KmsgLine, KmsgLines } from "../contract/call_value.ts";
export type {
  Docker,
  DockerContainer,
  DockerDetails,
  DockerDiskUsage,
  DockerEngine,
  DockerFailure,
  DockerGpuRequest,
  DockerStats,
  DockerUsage,
} from "../contract/docker.ts";
export type { Subject } from "../contract/subject.ts";
export { FamilySet } from "./family_set.ts";
export { CallError } from "../contract/errors.ts";
export type { Family, HistogramSample, HistogramValue, Sample } from "../contract/metric.ts";
export { isRecord } from "../contract/record.ts";
export { parsePrometheus } from "./prometheus/parse_prometheus.ts";
export type { ParsedFamily, ParsedType } from "./prometheus/parse_prometheus.ts";
export type { ParsedSample } from "./prometheus/prometheus_line.ts";
export { PrometheusTextError } from "./prometheus/prometheus_text_error.ts";
export type { PrometheusRule } from "./prometheus/prometheus_text_error.ts";
export { histogramsOf } from "./prometheus/histograms_of.ts";
export type { LabelledHistogram } from "./prometheus/histograms_of.ts";
export { fetchText } from "./fetch_text.ts";
export type { FetchTextOptions, TextResponse } from "./fetch_text.ts";
export { FetchTextError } from "./fetch_text_error.ts";
export type { FetchTextCode } from "./fetch_text_error.ts";
export { TroubleLog } from "./trouble_log.ts";
export { runTimeout } from "./run_timer.ts";
export type { RunTimeout } from "./run_timer.ts";
