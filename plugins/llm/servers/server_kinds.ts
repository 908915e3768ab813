import { SERVER_KINDS } from "./index.ts";
import type { ServerKind } from "./server_kind.ts";

/** Returns the kind of an id; undefined when there is none. */
export function findServerKind(id: string): ServerKind | undefined {
  return SERVER_KINDS.find((kind) => kind.id === id);
}
