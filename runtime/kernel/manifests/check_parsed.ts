import { CallError } from "../../contract/errors.ts";
import { MAX_ISSUES } from "../../contract/issue.ts";
import { isRecord } from "../../contract/record.ts";
import { z } from "../../contract/zod.ts";
import type { LineNode, ParsedYaml } from "../../yaml/parsed_yaml.ts";

/** Levels of a manifest are few; what is deeper than this is no manifest, whoever says so. */
const MAX_DEPTH = 100;
const MAX_RULE_CHARS = 500;

const faultsSchema = z.object({
  faults: z.array(z.object({
    line: z.int().min(1),
    rule: z.string().transform((rule) => rule.slice(0, MAX_RULE_CHARS)),
  })).min(1).max(MAX_ISSUES),
  left: z.int().min(0),
});

/**
 * Checks the answer of the process that parses manifests, which may say anything: it read what a stranger
 * wrote.
 *
 * @throws {CallError} `failed`.
 */
export function checkParsed(answer: unknown): ParsedYaml {
  if (isRecord(answer) && answer.ok === false) {
    const parsed = faultsSchema.safeParse(answer);
    if (parsed.success) return { ok: false, ...parsed.data };
  }
  if (isRecord(answer) && answer.ok === true && isRecord(answer.value)) {
    const { value, lines } = answer;
    if (isShallow(value) && isShallow(lines) && isLineNode(lines)) {
      return { ok: true, value, lines };
    }
  }
  throw new CallError("failed", "Cannot parse the manifest: the answer is invalid");
}

function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : []
    );
    if (level.length === 0) return true;
  }
  return false;
}

/** Its depth was checked. */
function isLineNode(node: unknown): node is LineNode {
  if (!Array.isArray(node) || node.length < 1 || node.length > 2) return false;
  if (!Number.isSafeInteger(node[0]) || node[0] < 0) return false;
  if (node.length === 1) return true;
  const below: unknown = node[1];
  return typeof below === "object" && below !== null && Object.values(below).every(isLineNode);
}
