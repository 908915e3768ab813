/** The messages between the kernel and a service process, one JSON object a frame. */
import type { CallOutcome } from "./codes.ts";

/** Kernel to service. */
export interface ServiceRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Service to kernel. */
export type ServiceAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
    readonly id: number;
    readonly ok: false;
    readonly code: Exclude<CallOutcome, "ok">;
    readonly message: string;
  };

/** Answer of the service `statfs`. Sizes are bytes. */
export interface StatfsAnswer {
  /** The real path that was asked, as the service sees it. */
  readonly realPath: string;
  readonly sizeBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  readonly inodes: number;
  readonly inodesFree: number;
}
