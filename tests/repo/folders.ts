import { posix } from "node:path";
import type { Import } from "./imports.ts";

/** Rooms of runtime/kernel: what each may import of the others, and why not more. */
export const KERNEL_ROOMS: Readonly<Record<string, { may: readonly string[]; why: string }>> = {
  disk: { may: [], why: "it is asked before anything on the disk is trusted" },
  config: { may: ["disk"], why: "it is what all others read" },
  "process/limits": { may: [], why: "it measures processes, whoever they are" },
  "process/priority": { may: ["process/limits"], why: "it ranks processes, whoever they are" },
  "process/isolation/fence": { may: [], why: "it makes words for a command line, and a filter" },
  "process/isolation": {
    may: ["process/isolation/fence"],
    why: "it makes words for a command line, and starts no process of ours",
  },
  "process/child": {
    may: ["disk", "process/limits", "process/priority"],
    why: "every process of ours is one of these",
  },
  "process/guest": {
    may: [
      "config",
      "process/child",
      "process/isolation",
      "process/isolation/fence",
      "process/limits",
      "process/priority",
    ],
    why: "host and services are other processes",
  },
  "process/host": {
    may: ["config", "process/child", "process/isolation", "process/limits", "process/priority"],
    why: "guests and services are other processes",
  },
  "process/services": {
    may: ["process/child", "process/limits"],
    why: "guests and host are other processes",
  },
  artifacts: {
    may: ["config", "disk", "process/child", "process/guest", "process/isolation"],
    why: "copies are made without knowing what may run",
  },
  catalog: {
    may: ["config", "artifacts", "disk", "process/guest", "process/isolation"],
    why: "it decides what may run, and starts nothing",
  },
  manifests: {
    may: ["config", "process/isolation", "process/services"],
    why: "what strangers wrote is parsed elsewhere, and checked here",
  },
  reader: {
    may: ["catalog", "config", "disk", "manifests", "process/isolation", "process/services"],
    why: "it is asked in another process, which has none of the kernel's",
  },
  service_manager: { may: [], why: "it tells systemd how we are, and knows nothing of us" },
  "calls/docker": { may: [], why: "it finds an engine, and asks it nothing" },
  "calls/kmsg": { may: [], why: "it reads one device" },
  "calls/facts": {
    may: ["process/child", "process/services"],
    why: "the grant was checked before it is asked",
  },
  calls: {
    may: [
      "calls/docker",
      "calls/kmsg",
      "calls/facts",
      "disk",
      "process/child",
      "process/guest",
      "process/limits",
      "process/services",
    ],
    why: "what may run is decided elsewhere",
  },
};

/** Folders of runtime/ that import each other, and why they may. There are to be four at most. */
export const MUTUAL_FOLDERS: Readonly<Record<string, string>> = {
  "runtime/host runtime/host/supervise":
    "host.ts composes the supervisor, which talks to the kernel through the ports of the host",
  "runtime/host/http runtime/host/http/api":
    "the API is some of the routes, and answers as they do",
  "runtime/host/http runtime/host/http/page":
    "the page is one of the routes, and answers as they do",
};

/** Pairs of folders that import each other, as `a b`, sorted. */
export function mutualFolders(imports: readonly Import[]): string[] {
  const edges = new Set<string>();
  for (const { from, to, isRelative } of imports) {
    const [source, target] = [posix.dirname(from), posix.dirname(to)];
    if (isRelative && source !== target) edges.add(`${source} ${target}`);
  }
  return [...edges].filter((edge) => {
    const [source = "", target = ""] = edge.split(" ");
    return source < target && edges.has(`${target} ${source}`);
  }).sort();
}
