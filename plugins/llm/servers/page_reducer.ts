import { FamilyReducer, listWanted } from "../mapping/family_reducer.ts";
import type { Wanted } from "../mapping/family_reducer.ts";
import { SERVER_KINDS } from "./index.ts";

let wanted: Wanted | undefined;

/** Makes what reduces a long page to the families that some kind of server is read by. */
export function pageReducer(): FamilyReducer {
  wanted ??= listWanted(SERVER_KINDS.flatMap(({ metrics }) => metrics?.mappings ?? []));
  return new FamilyReducer(wanted);
}
