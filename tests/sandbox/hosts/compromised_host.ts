/** A host that was taken over: it asks the kernel for everything, and tells what it got. */
import type { Candidate } from "../../../runtime/contract/syscall.ts";
import { KernelLink } from "../../../runtime/host/kernel_link.ts";
import { createWriter } from "../../../runtime/host/link_writer.ts";
import { encodeLinkFrame } from "../../../runtime/wire/link_frame.ts";

const { write } = createWriter(Deno.stdout.writable.getWriter());
const link: KernelLink = new KernelLink(write, (directive) => {
  if (directive.type === "candidates") void takeOver(directive.candidates);
});
await link.read(Deno.stdin.readable);

async function takeOver(candidates: readonly Candidate[]): Promise<void> {
  const good = candidates.find(({ name }) => name === "good")?.spec;
  const pending = candidates.find(({ name }) => name === "wants");
  if (!good || !pending) return;
  const answers: Record<string, string> = {};
  const ask = async (title: string, call: unknown, args: unknown) => {
    try {
      // deno-lint-ignore no-explicit-any -- a host that was taken over has no types
      const value = await link.request(call as any, args as any);
      answers[title] = `ok ${JSON.stringify(value)}`.slice(0, 200);
    } catch (error) {
      answers[title] = String(error instanceof Error && "code" in error ? error.code : error);
    }
  };
  const { stream } = await link.spawn("good", good.revision, {
    onFrame: () => {},
    onExit: () => {},
  });
  const revision = good.revision;
  await ask("spawn what was not approved", "spawn", {
    plugin: "wants",
    revision: pending.pending?.digest,
  });
  await ask("spawn an unknown revision", "spawn", { plugin: "good", revision: "made up" });
  await ask("spawn a path", "spawn", { plugin: "../../bin", revision });
  await ask("spawn another's revision", "spawn", { plugin: "wants", revision });
  await ask("spawn the prototype", "spawn", { plugin: "__proto__", revision: "constructor" });
  await ask("facts that were not granted", "call", {
    service: "facts",
    stream,
    method: "read",
    args: ["/proc/stat"],
  });
  await ask("facts for a stream of nobody", "call", {
    service: "facts",
    stream: 4_711,
    method: "read",
    args: ["/proc/loadavg"],
  });
  await ask("facts for the control stream", "call", {
    service: "facts",
    stream: 0,
    method: "read",
    args: ["/proc/stat"],
  });
  await ask("facts out of /proc", "call", {
    service: "facts",
    stream,
    method: "read",
    args: ["/etc/shadow"],
  });
  await ask("facts with a grant of its own", "call", {
    service: "facts",
    stream,
    method: "read",
    args: ["/proc/stat"],
    grant: { facts: ["/**"] },
    spec: { grant: { facts: ["/**"] } },
  });
  await ask("a command that was not granted", "call", {
    service: "exec",
    method: "run",
    stream,
    args: ["id", []],
  });
  await ask("a shell", "call", {
    service: "exec",
    method: "run",
    stream,
    args: ["sh", ["-c", "id"]],
  });
  await ask("a call of the prototype", "constructor", {});
  await ask("a call that is no text", { toString: "spawn" }, {});
  await ask("arguments that are no object", "spawn", null);
  await ask("an end without a reason", "kill", { stream, reason: "because" });
  // Frames for nobody, and credit without end, are no requests: they have to be without effect.
  write(encodeLinkFrame(4_711, new TextEncoder().encode("{}")));
  for (const frames of [NaN, -1, 1e300, "x"]) {
    link.tell({ type: "credit", stream, frames: frames as number });
  }
  // Flags, command and environment of its own, beside a revision that is admitted.
  await ask("spawn with wider flags", "spawn", {
    plugin: "good",
    revision,
    command: ["/bin/sh", "-c", "touch /tmp/llm-monitor-taken"],
    flags: ["--allow-all"],
    env: { LD_PRELOAD: "/tmp/x.so" },
  });
  link.tell({ type: "once_text", text: JSON.stringify(answers) });
  link.tell({ type: "once_done", failed: [] });
}
