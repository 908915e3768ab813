import type { TargetOptions } from "./targets/target_options.ts";

/** The settings of plugin.yaml, as the kernel hands them over. */
export interface Settings {
  readonly targets: readonly TargetOptions[];
  /** Addresses where a server is looked for. */
  readonly discover: readonly string[];
  /** Servers in containers, found by the kernel. */
  readonly containers: readonly LabelledContainer[];
}

/** A server in a container, by its labels. */
export interface LabelledContainer {
  readonly name: string;
  readonly url: string;
  readonly engine?: string;
  readonly metricsUrl?: string;
}
