import type { Candidate } from "../../contract/syscall.ts";
import type { Services } from "./services.ts";

const SYSTEM_ITEM = "system:";

/**
 * Asks for all of the inventory that plugins may ask for, and waits until it is known. Where there is
 * one collection alone, no plugin can leave out what takes long and find it ready at the next.
 */
export async function askInventoryAhead(
  candidates: readonly Candidate[],
  { call }: Pick<Services, "call">,
): Promise<void> {
  const asked = candidates.flatMap(({ spec }) =>
    !spec ? [] : spec.grant.facts
      .filter((item) => item.startsWith(SYSTEM_ITEM))
      .map((item) => {
        const args = [item.slice(SYSTEM_ITEM.length)];
        return call(spec, { service: "facts", method: "system", args });
      })
  );
  // What fails here fails for the plugin as well, and is told there.
  await Promise.allSettled(asked);
}
