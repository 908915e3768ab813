import type { UnitOptions } from "./unit_text.ts";

/** Reads from a unit of ours with which options it was written; undefined for a unit of somebody else. */
export function readUnit(text: string): UnitOptions | undefined {
  const project = /^WorkingDirectory=(.+)$/m.exec(text)?.[1];
  const deno = /^ExecStart=(\S+) run /m.exec(text)?.[1];
  const config = /^Environment=LLM_MONITOR_CONFIG=(\S+)/m.exec(text)?.[1];
  if (project === undefined || deno === undefined || config === undefined) return undefined;
  const groups = /^SupplementaryGroups=(.+)$/m.exec(text)?.[1]?.split(" ") ?? [];
  return { project, deno, config, groups, kernelLog: /^ProtectKernelLogs=no$/m.test(text) };
}
