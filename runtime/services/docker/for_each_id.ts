import { mapConcurrently } from "../../async/map_concurrently.ts";
import type { DockerFailure } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";

/** An id of a container: nothing else ever becomes part of an address. */
const ID = /^[0-9a-f]{64}$/;
const MAX_IDS = 2_000;

/**
 * Asks about each container, a few at once. One that fails costs its own answer, and so does one
 * that is not begun within the budget: what is known goes back in time.
 *
 * @throws {CallError} `bad_arguments`; `unavailable` when the engine is gone.
 */
export async function forEachId<Answer>(
  ids: unknown,
  { parallel, budgetMs }: { parallel: number; budgetMs: number },
  ask: (id: string) => Promise<Answer>,
): Promise<Record<string, Answer | DockerFailure>> {
  if (!Array.isArray(ids) || ids.length > MAX_IDS || !ids.every(isId)) {
    throw new CallError(
      "bad_arguments",
      `Cannot ask about containers: ids must be at most ${MAX_IDS} texts of 64 hexadecimal digits`,
    );
  }
  const startMs = performance.now();
  const answers = await mapConcurrently([...new Set(ids)], parallel, async (id) => {
    const isLate = performance.now() - startMs > budgetMs;
    const answer = isLate ? { failed: "timed_out" as const } : await ask(id).catch(toFailure);
    return [id, answer] as const;
  });
  return Object.fromEntries(answers);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

/** An engine that is gone fails for all; a container that is gone fails for itself. */
function toFailure(error: unknown): DockerFailure {
  if (error instanceof CallError && error.code !== "unavailable") return { failed: error.code };
  throw error;
}
