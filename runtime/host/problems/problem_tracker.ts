import type { Problem } from "../../contract/item.ts";
import type { Located } from "./finding.ts";

/** A problem that was away for less than this is still the same one. */
const FORGET_MS = 60_000;

/** Tells since when each problem is there. */
export class ProblemTracker {
  readonly #seen = new Map<string, { sinceMs: number; lastMs: number }>();

  /** Takes what is wrong now; critical ones come first, then those that last longest. */
  update(findings: readonly Located[], unixMs: number): Problem[] {
    const problems = findings.map(({ command, ...finding }): Problem => {
      const { code, key } = finding;
      const id = key === "" ? code : `${code}:${key}`;
      const seen = this.#seen.get(id) ?? { sinceMs: unixMs, lastMs: unixMs };
      this.#seen.set(id, { ...seen, lastMs: unixMs });
      const since = new Date(seen.sinceMs).toISOString();
      return { id, ...finding, command: command ?? null, since };
    });
    for (const [id, { lastMs }] of this.#seen) {
      if (unixMs - lastMs > FORGET_MS) this.#seen.delete(id);
    }
    return problems.sort((a, b) =>
      rank(a) - rank(b) || compare(a.since, b.since) || compare(a.id, b.id)
    );
  }
}

/** The worst of what is wrong. */
export function worstOf(problems: readonly Problem[]): "healthy" | Problem["severity"] {
  if (problems.some(({ severity }) => severity === "critical")) return "critical";
  return problems.length > 0 ? "warning" : "healthy";
}

function rank({ severity }: Problem): number {
  return severity === "critical" ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
