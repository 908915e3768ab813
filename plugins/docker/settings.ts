/** The settings of plugin.yaml, with its defaults filled in. Durations are milliseconds. */
export interface Settings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxContainers: number;
  readonly detailsInterval: number;
  readonly diskUsage: boolean;
  readonly diskUsageInterval: number;
}
