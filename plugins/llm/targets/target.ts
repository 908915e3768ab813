import type { ProbeSettings } from "./probe_settings.ts";

/** A server that is watched. */
export interface Target {
  /** The label of its series. */
  readonly name: string;
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** The kind of server, when the operator pinned it. */
  readonly server?: string;
  /** Address of its metrics, where that is not below `url`. */
  readonly metricsUrl?: string;
  /** The variable that holds its key. */
  readonly apiKeyEnv?: string;
  /** The file that holds its key. */
  readonly apiKeyFile?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Models that are told apart; `*` stands for any text. The others are told together. */
  readonly models?: readonly string[];
  /** Set when the operator wants it probed. */
  readonly probe?: ProbeSettings;
  /** Found by itself: it may come and go. */
  readonly isDiscovered?: boolean;
}
