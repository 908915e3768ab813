import type { ExecGrant, Grant } from "../contract/grant.ts";
import { coversArgument } from "./argument_pattern.ts";
import { coversFact } from "./covers_fact.ts";
import { isAtOrBelow } from "./path_pattern.ts";

/** What a grant holds, as sorted lines: `net 127.0.0.1:8000`, `exec nvidia-smi ["-L"]`. */
export function grantItems(grant: Grant): string[] {
  const lines = (["net", "env", "read", "facts", "docker"] as const)
    .flatMap((kind) => grant[kind].map((item) => `${kind} ${item}`));
  lines.push(...grant.exec.map((item) => `exec ${execText(item)}`));
  return [...new Set(lines)].sort();
}

/** A command and the patterns of its arguments on one line: `nvidia-smi ["-L"]`. */
export function execText({ command, args }: ExecGrant): string {
  return `${command} ${JSON.stringify(args)}`;
}

/** The lines that a change of the grant adds and removes, each sorted. */
export function diffGrants(before: Grant, after: Grant): { added: string[]; removed: string[] } {
  const [old, now] = [grantItems(before), grantItems(after)];
  return {
    added: now.filter((line) => !old.includes(line)),
    removed: old.filter((line) => !now.includes(line)),
  };
}

/** Whether anything that is asked for lies outside what was approved. */
export function widens(approved: Grant, asked: Grant): boolean {
  const isCovered = asked.net.every((item) => approved.net.includes(item)) &&
    asked.env.every((item) => approved.env.includes(item)) &&
    asked.read.every((item) => approved.read.some((folder) => isAtOrBelow(item, folder))) &&
    asked.facts.every((item) => approved.facts.some((outer) => coversFact(outer, item))) &&
    asked.docker.every((item) => approved.docker.includes(item)) &&
    asked.exec.every((item) => approved.exec.some((outer) => coversExec(outer, item)));
  return !isCovered;
}

function coversExec(outer: ExecGrant, inner: ExecGrant): boolean {
  return outer.command === inner.command && outer.args.length === inner.args.length &&
    outer.args.every((pattern, index) => coversArgument(pattern, inner.args[index] ?? ""));
}
