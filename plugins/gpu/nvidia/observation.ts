import type { Details } from "../parse/details.ts";
import type { MigListing } from "../parse/mig_list.ts";
import type { NvlinkTraffic } from "../parse/nvlink.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import type { ProcessOwner } from "../processes.ts";
import type { SourceReport } from "../source_report.ts";

/** Everything that one collection learned about the NVIDIA cards. */
export interface Observation {
  readonly reports: readonly SourceReport[];
  readonly rows: readonly QueryRow[];
  /** Cards that are known, by UUID or bus id, but told nothing this time. */
  readonly missing: readonly string[];
  /** Cards that the kernel's driver has; undefined where it does not say. */
  readonly driverCards?: number;
  readonly processes?: readonly ProcessOwner[];
  readonly details?: Details;
  readonly mig: ReadonlyMap<string, MigListing>;
  readonly nvlink: readonly NvlinkTraffic[];
}
