/** The settings of plugin.yaml, with its defaults filled in. Durations are milliseconds. */
export interface Settings {
  readonly processes: boolean;
  readonly activity: boolean;
  readonly activityInterval: number;
  readonly nvlink: boolean;
  readonly detailsInterval: number;
  readonly wakeSuspended: boolean;
}
