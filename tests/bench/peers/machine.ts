/** Describes this machine in a line: what ran the benchmark is part of the result. */
export async function describeMachine(): Promise<string> {
  const [cpuinfo, osRelease] = await Promise.all([
    Deno.readTextFile("/proc/cpuinfo"),
    Deno.readTextFile("/etc/os-release"),
  ]);
  const model = /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch;
  const system = /^PRETTY_NAME="?([^"\n]+)/m.exec(osRelease)?.[1] ?? "Linux";
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 1e9);
  return `${navigator.hardwareConcurrency} cores of ${model}, ${gigabytes} GB, ${system}, ` +
    `Linux ${Deno.osRelease()}, Deno ${Deno.version.deno}`;
}
