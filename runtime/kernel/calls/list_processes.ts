import type { Guest } from "../process/guest/guest_table.ts";
import type { OwnProcess } from "../process/limits/usage_report.ts";
import { WaitMeter } from "../process/limits/wait_meter.ts";

/** Every process of ours that runs now. */
export function listProcesses({ kernel, host, guests, services }: {
  kernel: WaitMeter;
  host: { readonly pid: number; readonly waits: WaitMeter };
  guests: readonly Guest[];
  services: readonly { readonly name: string; readonly pid: number }[];
}): OwnProcess[] {
  return [
    { role: "kernel", name: "", pid: Deno.pid, waits: kernel },
    { role: "host", name: "", pid: host.pid, waits: host.waits },
    ...guests.map(({ spec, stream, process, waits }) => ({
      role: "guest" as const,
      name: spec.name,
      stream,
      pid: process.pid,
      waits,
    })),
    ...services.map((process) => ({
      role: "service" as const,
      ...process,
      waits: new WaitMeter(process.pid),
    })),
  ];
}
