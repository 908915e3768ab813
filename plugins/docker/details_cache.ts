import type { Docker, DockerContainer, DockerDetails } from "@llm-monitor/sdk";
import { healthIn, isFresh } from "./parse/status.ts";

type Known = { readonly key: string; readonly atMs: number; readonly details: DockerDetails };

/** Inspects a container when it is new or changed, and otherwise now and then. */
export class DetailsCache {
  #known = new Map<string, Known>();

  /** The details of those that could be inspected. */
  async of(
    docker: Docker,
    containers: readonly DockerContainer[],
    { nowMs, maxAgeMs }: { nowMs: number; maxAgeMs: number },
  ): Promise<ReadonlyMap<string, DockerDetails>> {
    const due = containers.filter(({ id, state, status }) => {
      const known = this.#known.get(id);
      return known === undefined || known.key !== makeKey(state, status) || isFresh(status) ||
        nowMs - known.atMs >= maxAgeMs;
    });
    const answers = due.length === 0 ? {} : await docker.details(due.map(({ id }) => id));
    // Containers that are gone are forgotten.
    const next = new Map<string, Known>();
    for (const { id, state, status } of containers) {
      const answer = answers[id];
      const known = answer && !("failed" in answer)
        ? { key: makeKey(state, status), atMs: nowMs, details: answer }
        : this.#known.get(id);
      if (known) next.set(id, known);
    }
    this.#known = next;
    return new Map([...next].map(([id, { details }]) => [id, details]));
  }
}

/** Returns the part of the list that changes with the details; the time in the status always does. */
function makeKey(state: string, status: string): string {
  return `${state} ${healthIn(status) ?? ""}`;
}
