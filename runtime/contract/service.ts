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
