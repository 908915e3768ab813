/**
 * The entry of the host process. It may listen on one address, and may not even read a file; everything
 * else it asks of the kernel, over standard input and output.
 */
import type { KernelControl } from "../contract/syscall.ts";
import { readChunks } from "../wire/read_chunks.ts";
import { Host } from "./host.ts";
import { KernelLink } from "./kernel_link.ts";
import { createWriter } from "./link_writer.ts";
import { systemClock } from "./system_clock.ts";

if (import.meta.main) {
  await run();
  // The kernel is gone, or closed the link: nothing of the host may stay behind.
  Deno.exit(0);
}

async function run(): Promise<void> {
  const { write } = createWriter(Deno.stdout.writable.getWriter());
  let host: Host | undefined;
  const link: KernelLink = new KernelLink(write, (directive) => {
    if (directive.type === "boot") host = boot(directive, link);
    else host?.onDirective(directive);
  });
  await link.read(readChunks(Deno.stdin.readable));
}

function boot({ settings }: Extract<KernelControl, { type: "boot" }>, kernel: KernelLink): Host {
  const host = new Host(settings, { kernel, clock: systemClock });
  void host.start();
  return host;
}
