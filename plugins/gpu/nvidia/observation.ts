import type { QueryRow } from "../parse/query_rows.ts";
import type { ProcessOwner } from "../processes.ts";
import type { SourceReport } from "../source_report.ts";
import type { ActivityAnswer } from "./activity_source.ts";
import type { DetailsAnswer } from "./details_source.ts";
import type { KernelLogAnswer } from "./kernel_log_source.ts";

/** Everything that one collection learned about the NVIDIA cards. */
export interface Observation
  extends
    Omit<DetailsAnswer, "reports">,
    Omit<ActivityAnswer, "reports">,
    Omit<KernelLogAnswer, "reports"> {
  readonly reports: readonly SourceReport[];
  readonly rows: readonly QueryRow[];
  /** Cards that are known, by UUID or bus id, but told nothing this time. */
  readonly missing: readonly string[];
  /** Bus ids of cards whose infoROM the driver calls corrupted. */
  readonly corrupted: readonly string[];
  /** Cards that the kernel's driver has; undefined where it does not say. */
  readonly driverCards?: number;
  readonly processes?: readonly ProcessOwner[];
  /** Cards by their address, those that are lost among them. */
  readonly names: ReadonlyMap<string, string>;
  /** The newest CUDA version that the driver runs; empty until it is told. */
  readonly cudaVersion: string;
}
