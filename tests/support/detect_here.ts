import { detectWrappers } from "../../runtime/kernel/process/isolation/detect_wrappers.ts";
import { syscallFilter } from "../../runtime/kernel/process/isolation/fence/syscall_filter.ts";
import type { Wrappers } from "../../runtime/kernel/process/isolation/wrappers.ts";

/** Returns the wrappers of the machine that a test runs on, with the fence, whose filters lie in `dir`. */
export async function detectHere(dir: string, path = Deno.env.get("PATH")): Promise<Wrappers> {
  const callFilters = { offline: `${dir}/offline.bpf`, online: `${dir}/online.bpf` };
  for (const [kind, file] of Object.entries(callFilters)) {
    const filter = syscallFilter(Deno.build.arch, { hasNetwork: kind === "online" });
    await Deno.writeFile(file, filter);
  }
  return await detectWrappers({ path: path ?? "", guestFiles: [], callFilters });
}
