/**
 * The entry of the host process. It may listen on one address and read its own code; everything else it
 * asks of the kernel, over standard input and output.
 */
import { Host } from "./host.ts";
import { KernelLink } from "./kernel_link.ts";
import { createWriter } from "./link_writer.ts";

if (import.meta.main) {
  const writer = createWriter(Deno.stdout.writable.getWriter());
  const link: KernelLink = new KernelLink(writer.write, (directive) => host.onDirective(directive));
  const host = new Host(link);
  await link.read(Deno.stdin.readable);
  // The kernel is gone, or closed the link: nothing of the host may stay behind.
  Deno.exit(0);
}
