import type { Wrappers } from "../../runtime/kernel/process/isolation/wrappers.ts";

/** A machine on which none of the wrappers works. */
export const NO_WRAPPERS: Wrappers = {
  setsid: undefined,
  prlimit: undefined,
  namespaces: [],
  noNetwork: [],
  setpriv: undefined,
  isRoot: false,
  ownUser: false,
  sealed: false,
};
