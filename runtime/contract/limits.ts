/** Hard limits that no configuration lifts. Sizes are bytes, times are milliseconds. */
export const LIMITS = {
  /**
   * Largest frame from or to a guest; checked against the length prefix before a byte is buffered.
   */
  guestFrameBytes: 4 * 1024 * 1024,
  /**
   * Largest frame on the kernel-host link: a guest frame and its stream id, or a control message.
   */
  linkFrameBytes: 8 * 1024 * 1024,
  /** Largest frame from or to the reader: all plugins at once, which are sent to the host in parts. */
  readerFrameBytes: 256 * 1024 * 1024,
  /** Frames a guest may have in flight towards the host before the kernel stops reading its pipe. */
  guestCreditFrames: 16,
  /** Bytes that may wait for a guest to read its standard input. */
  guestWriteQueueBytes: 16 * 1024 * 1024,
  /** Longest time for which a write to a guest may stall. */
  guestWriteStallMs: 5_000,
  /** Service calls one collection may make. */
  callsPerCollection: 1_000,
  /** Service calls one guest may have open at once. */
  callsInFlight: 64,
  /** Calls and addresses of an inactive plugin that are checked again without it. */
  recheckedCalls: 256,
  /** Characters of JSON in all answers to such calls. */
  recheckedChars: 16 * 1024,
  /** Log frames of one collection that reach the log. */
  logsPerCollection: 100,
  /** Log frames of one collection that end the guest. */
  logsPerCollectionKill: 1_000,
  /** Standard error of a guest that is passed on to the log, per window. */
  stderrPassBytes: 64 * 1024,
  /** Lines of standard error that are passed on to the log, per window. */
  stderrPassLines: 50,
  /** Standard error of a guest that ends it, per window. */
  stderrKillBytes: 1024 * 1024,
  stderrWindowMs: 1_000,
  manifestBytes: 64 * 1024,
  /** Largest answer of the process that parses manifests. */
  parsedManifestBytes: 1024 * 1024,
  pluginFiles: 200,
  pluginBytes: 5 * 1024 * 1024,
  configBytes: 1024 * 1024,
  families: 1_000,
  /** Receivers such as Mimir refuse series with some 30 labels, and those of the target come on top. */
  labelsPerFamily: 10,
  labelValueBytes: 1_024,
  helpBytes: 1_024,
  seriesPerPlugin: 200_000,
  bucketsPerHistogram: 100,
  /** Characters of exposition text that one result may come to: a small frame can hold a large one. */
  expositionCharsPerPlugin: 8 * 1024 * 1024,
  /** The same of all plugins together, which is what one scrape sends. */
  expositionChars: 32 * 1024 * 1024,
} as const;

/** Version of the frames between host and guest; a guest that speaks another is not used. */
export const PROTOCOL_VERSION = 1;
