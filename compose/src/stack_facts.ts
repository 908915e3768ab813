import { DATA_VOLUMES } from "./data_volumes.ts";
import { SECRETS } from "./settings.ts";
import type { StackInputs } from "./settings.ts";

/** A port that the stack publishes. */
export interface PortFact {
  readonly variable: string;
  readonly value: string;
  /** The program that has it; undefined when it is free or ours. */
  readonly takenBy: string | undefined;
}

/** A folder of the operator in place of a named volume. */
export interface FolderFact {
  readonly variable: string;
  readonly path: string;
  /** The user that has to write there. */
  readonly uid: number;
  /** The owner of the folder; undefined when it is not there. */
  readonly owner: number | undefined;
  /** True if everybody may write there. */
  readonly isOpen: boolean;
}

/** The support for cards that the machine has. */
export interface GpuFact {
  readonly kind: "gpu" | "cdi";
  readonly isReady: boolean;
}

/** Everything that `deno task stack check` looks at. */
export interface StackFacts extends StackInputs {
  readonly hasEnvFile: boolean;
  /** Version of Docker's engine; undefined when it does not answer. */
  readonly engine: string | undefined;
  /** First line of Compose's version; undefined when there is none. */
  readonly compose: string | undefined;
  /** Group of Docker's socket; undefined when it is not there. */
  readonly socketGroup: number | undefined;
  readonly ports: readonly PortFact[];
  readonly folders: readonly FolderFact[];
  readonly gpu: GpuFact | undefined;
}

/** Published ports, with their defaults in compose.yaml. */
export const PORTS: Readonly<Record<string, string>> = {
  GRAFANA_PORT: "23000",
  PROMETHEUS_PORT: "23001",
  LOKI_PORT: "23002",
};

/** Volumes that may be a folder of the operator, with the user of their service. */
export const DATA_FOLDERS: Readonly<Record<string, number>> = Object.fromEntries(
  DATA_VOLUMES.flatMap(({ variable, uid }) => variable === undefined ? [] : [[variable, uid]]),
);

/** Settings that have a default in compose.yaml, for what has to be checked before. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  PROMETHEUS_RETENTION: "30d",
  PROMETHEUS_RETENTION_SIZE: "20GB",
  LOG_RETENTION: "720h",
  ALERTMANAGER_RECEIVER: "none",
  BIND_ADDRESS: "127.0.0.1",
  DOCKER_SOCKET: "/var/run/docker.sock",
  SECRETS_DIR: "./secrets",
  ...PORTS,
};

/** No secret is there. */
export const NO_SECRETS = Object.fromEntries(
  SECRETS.map((name) => [name, undefined]),
) as StackInputs["secrets"];
