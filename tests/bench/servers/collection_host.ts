/** A host that only collects, thousands of times, and tells how long each took. */
import type { PluginSpec } from "../../../runtime/contract/syscall.ts";
import { KernelLink } from "../../../runtime/host/kernel_link.ts";
import { createWriter } from "../../../runtime/host/link_writer.ts";
import { GuestSession } from "../../../runtime/host/supervise/guest_session.ts";
import { systemClock } from "../../../runtime/host/system_clock.ts";

const WARM_UP = 500;
const COLLECTIONS = 5_000;

const { write } = createWriter(Deno.stdout.writable.getWriter());
const link: KernelLink = new KernelLink(write, (directive) => {
  if (directive.type !== "candidates") return;
  const spec = directive.candidates[0]?.spec;
  if (spec) void measure(spec);
});
await link.read(Deno.stdin.readable);

async function measure(spec: PluginSpec): Promise<void> {
  const session = new GuestSession(spec, {
    kernel: link,
    clock: systemClock,
    startTurn: () => Promise.resolve(() => {}),
    onCall: () => {},
    onLog: () => {},
    onSubjects: () => {},
    onStarving: () => {},
  });
  const end = await session.start(5_000);
  if (end) throw new Error(`Cannot measure: ${end.reason} ${end.detail}`);
  const times: number[] = [];
  for (let id = 1; id <= WARM_UP + COLLECTIONS; id++) {
    const startMs = performance.now();
    const { kind } = await session.collect(id, 5_000);
    if (kind !== "result") throw new Error(`Cannot measure: ${kind}`);
    if (id > WARM_UP) times.push(performance.now() - startMs);
  }
  link.tell({ type: "once_text", text: JSON.stringify(times) });
  link.tell({ type: "once_done", failed: [] });
}
