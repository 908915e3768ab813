import type { z } from "zod";
import { nearest } from "../../runtime/contract/nearest.ts";
import { formatPath } from "../../runtime/contract/issue.ts";
import type { Issue } from "../../runtime/contract/issue.ts";

/** Says with each unknown key which ones there are, as `error` lists them, and which of them is meant. */
export function withKnownKeys(issues: readonly Issue[], error: z.ZodError): Issue[] {
  const keys = new Map(
    error.issues.filter(({ code }) => code === "unrecognized_keys")
      .map(({ path, message }) => [formatPath(path), message.split(", ")] as const),
  );
  return issues.map((issue) => {
    const end = Math.max(0, issue.path.lastIndexOf("."));
    const known = keys.get(issue.path.slice(0, end));
    if (issue.rule !== "unknown key" || !known) return issue;
    const guess = nearest(issue.path.slice(end).replace(/^\./, ""), known);
    const hint = guess ? `Did you mean "${guess}"? ` : "";
    return { ...issue, fix: `${hint}Known here: ${known.join(", ")}` };
  });
}
