import { mountWords } from "./mounts.ts";
import type { SystemView } from "./system_view.ts";

/** The files of the system call filters, for guests with a network and without. */
export interface FilterFiles {
  readonly offline: string;
  readonly online: string;
}

/** bubblewrap, and what every guest sees through it. */
export interface Fence extends SystemView {
  readonly bwrap: string;
  readonly filters: FilterFiles;
}

/** The inputs of the words in front of a guest. */
export interface FenceOptions {
  readonly hasNetwork: boolean;
  readonly dataBytes: number;
  readonly openFiles: number;
  readonly fileBytes: number;
  /** The paths that it reads besides those of all guests. */
  readonly reads: readonly string[];
  /** Capabilities that the command gives up itself. */
  readonly keeps: readonly string[];
}

/**
 * `bwrap` reads the filter from a descriptor, and nobody but a shell opens one for it; so the shell sets the
 * limits as well, in a third of the time of `prlimit`. It sees no argument as anything but a word.
 */
const SCRIPT = "filter=$1 data=$2 files=$3 blocks=$4; shift 4; " +
  '{ ulimit -c 0; ulimit -d "$data"; ulimit -n "$files"; ulimit -f "$blocks"; } 2>/dev/null; ' +
  'exec "$@" 9<"$filter"';
const BLOCK_BYTES = 512;

/** The words in front of a command that runs behind the fence. */
export function fenceWords(fence: Fence, options: FenceOptions): string[] {
  const { hasNetwork, dataBytes, openFiles, fileBytes, reads, keeps } = options;
  return [
    "/bin/sh",
    "-c",
    SCRIPT,
    "sh",
    hasNetwork ? fence.filters.online : fence.filters.offline,
    String(Math.ceil(dataBytes / 1024)),
    String(openFiles),
    String(fileBytes / BLOCK_BYTES),
    fence.bwrap,
    ...["--unshare-ipc", "--unshare-uts"],
    ...(hasNetwork ? [] : ["--unshare-net"]),
    "--die-with-parent",
    ...["--cap-drop", "ALL"],
    ...keeps.flatMap((capability) => ["--cap-add", capability]),
    ...["--seccomp", "9"],
    ...mountWords({
      paths: [...fence.paths, ...(hasNetwork ? fence.resolverPaths : []), ...reads],
      links: fence.links,
    }),
    "--",
  ];
}
