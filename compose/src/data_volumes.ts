/** The folder in which preflight sees the volumes, each below its name. */
export const VOLUMES_DIR = "/volumes";

/** A volume that a service keeps its data in. */
export interface DataVolume {
  readonly name: string;
  /** The service that writes there, and its user. */
  readonly service: string;
  readonly uid: number;
  readonly gid: number;
  /** The first that the service makes in it, which may be another user's although the volume is not. */
  readonly holds?: string;
  /** The variable that puts a folder of the operator in its place. */
  readonly variable?: string;
}

/** The volumes of all Compose files. */
export const DATA_VOLUMES: readonly DataVolume[] = [
  { name: "runtime-state", service: "runtime", uid: 10_001, gid: 10_001, holds: "state" },
  {
    ...{ name: "prometheus-data", service: "prometheus", uid: 65_534, gid: 65_534 },
    ...{ holds: "wal", variable: "PROMETHEUS_DATA" },
  },
  { name: "victoria-data", service: "prometheus", uid: 65_534, gid: 65_534, holds: "victoria" },
  { name: "alertmanager-data", service: "alertmanager", uid: 65_534, gid: 65_534 },
  { name: "loki-data", service: "loki", uid: 10_001, gid: 10_001, variable: "LOKI_DATA" },
  { name: "alloy-data", service: "alloy", uid: 473, gid: 473 },
  {
    ...{ name: "grafana-data", service: "grafana", uid: 472, gid: 0 },
    ...{ holds: "grafana.db", variable: "GRAFANA_DATA" },
  },
  { name: "agent-data", service: "agent", uid: 65_534, gid: 65_534, holds: "wal" },
  { name: "vmagent-data", service: "agent", uid: 65_534, gid: 65_534, holds: "queue" },
];
