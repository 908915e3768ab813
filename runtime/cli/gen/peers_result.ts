/** The file that a run of `deno task bench peers` writes, and from which README's table is made. */

/** Numbers of one figure, one a round. */
export type Rounds = readonly number[];

/** An exporter with its measurements. */
export interface PeerResult {
  readonly name: string;
  /** The version that it tells. */
  readonly version: string;
  /** The work that it does, so that nobody compares what is not the same. */
  readonly work: string;
  readonly cpuSecondsPerHour: Rounds;
  /** Memory on a machine of its own: pages of programs count once, whoever else has them. */
  readonly memoryBytes: Rounds;
  readonly scrapeP50Ms: Rounds;
  readonly scrapeP99Ms: Rounds;
  readonly startSeconds: Rounds;
  readonly bytes: number;
  readonly series: number;
}

/** An exporter that is not on the machine. */
export interface MissingPeer {
  readonly name: string;
  readonly work: string;
  /** The command that installs it. */
  readonly install: string;
}

/** One run of the benchmark. */
export interface PeersFile {
  readonly machine: string;
  readonly date: string;
  readonly roundSeconds: number;
  readonly scrapeIntervalSeconds: number;
  readonly peers: readonly (PeerResult | MissingPeer)[];
  /** 10,000 series, requests a second: ours over prom-client's, and over a bare server's of the same bytes. */
  readonly scrape: { readonly timesPromClient: Rounds; readonly timesBareServer: Rounds };
}

export function isMissing(peer: PeerResult | MissingPeer): peer is MissingPeer {
  return "install" in peer;
}
