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
  fence: undefined,
  fenceProblem: "bwrap is not on the PATH; apt install bubblewrap",
  landlock: undefined,
};

/** Filters that are not there, so that no fence is found. */
export const NO_FILTERS = { offline: "/none/offline.bpf", online: "/none/online.bpf" };
