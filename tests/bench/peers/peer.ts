/** One program that answers Prometheus, and how it is started. */
export interface Peer {
  readonly name: string;
  readonly work: string;
  /** The program that has to be on the machine, and the command that installs it. */
  readonly needs?: { readonly program: string; readonly install: string };
  /** The command that tells its version, and where that stands. */
  readonly version: { readonly command: readonly string[]; readonly pattern: RegExp };
  /** The path of its page. */
  readonly page: string;
  /** A line that the page has once the first values are there. */
  readonly mark: RegExp;
  /** Prepares its files in a folder of its own, and tells its command. */
  readonly prepare: (dir: string, port: number) => Promise<PeerCommand>;
}

export interface PeerCommand {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
