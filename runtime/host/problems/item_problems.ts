import type { Item } from "../../contract/item.ts";
import type { ViewKind } from "../../contract/view_kinds.ts";
import { containerProblems } from "./container_problems.ts";
import type { Finding, Located, Past } from "./finding.ts";
import { gpuProblems } from "./gpu_problems.ts";
import { filesystemProblems, hostProblems } from "./host_problems.ts";
import { llmServerProblems } from "./llm_server_problems.ts";

const RULES: Readonly<Record<ViewKind, (item: Item, past: Past) => Finding[]>> = {
  gpu: gpuProblems,
  llm_server: llmServerProblems,
  container: containerProblems,
  host: hostProblems,
  filesystem: filesystemProblems,
};

/** Finds what is wrong with one thing. Of what is stale nothing is known. */
export function itemProblems(item: Item, past: Past): Located[] {
  if (item.stale) return [];
  return RULES[item.kind](item, past).map((finding) => ({ ...finding, kind: item.kind }));
}
