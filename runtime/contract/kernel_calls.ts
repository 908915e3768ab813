/**
 * The calls of a plugin to the kernel. A call has one name from the SDK to the kernel: `facts.read` is
 * `context.facts.read`, the service `facts` with the method `read` in every frame, and the row of that name
 * in ../kernel/calls.
 */
import type { ExecResult, FileSystemStats, KmsgLines } from "./call_value.ts";
import type { Docker } from "./docker.ts";

/** The calls by service and method. A value goes over the wire as JSON. */
export interface KernelCalls {
  readonly facts: {
    read(path: string): Promise<string>;
    readAll(pattern: string): Promise<Readonly<Record<string, string>>>;
    statfs(path: string): Promise<FileSystemStats>;
    system(name: string): Promise<unknown>;
  };
  readonly exec: {
    run(command: string, args: readonly string[]): Promise<ExecResult>;
  };
  readonly docker: Docker;
  readonly kmsg: {
    /**
     * Lines of the kernel's log that begin with the prefix, oldest first, from those of which the
     * sequence is above `after`; -1 asks for all that are kept.
     */
    lines(prefix: string, after: number): Promise<KmsgLines>;
  };
}

export type CallService = keyof KernelCalls;

/** The methods of each service. */
export const KERNEL_CALLS: {
  readonly [Service in CallService]: readonly (keyof KernelCalls[Service])[];
} = {
  facts: ["read", "readAll", "statfs", "system"],
  exec: ["run"],
  docker: ["engine", "containers", "details", "stats", "diskUsage"],
  kmsg: ["lines"],
};

export const CALL_SERVICES = Object.keys(KERNEL_CALLS) as readonly CallService[];

/** Returns whether there is such a call; what a guest names may be anything. */
export function isKernelCall(service: string, method: string): boolean {
  const known = CALL_SERVICES.find((one) => one === service);
  return known !== undefined && (KERNEL_CALLS[known] as readonly string[]).includes(method);
}
