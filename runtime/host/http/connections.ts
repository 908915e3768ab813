/** Limits of a client's use of the connections. Times are milliseconds. */
export const CONNECTION_LIMITS = {
  /** Open at once; above it one makes room for the next. An eighth of the usual descriptors. */
  open: 128,
  /** Open at once while none of the others can make room. */
  openInBurst: 512,
  /** Requests of one connection that wait for their answers. */
  inFlight: 8,
  /** From the opening of a connection, or the first byte of a further request, to its headers. */
  headersMs: 10_000,
  /** The same to the end of its body. */
  requestMs: 20_000,
  /** Without a request, after an answer: longer than any usual scrape interval. */
  idleMs: 120_000,
  /** From a request to the last byte that the client took of its answer. */
  answerMs: 30_000,
  /** From here on an answer that is not taken makes room for a new connection. */
  yieldMs: 1_000,
  /** From here on one without a request does: until then its request may be on its way. */
  graceMs: 250,
  /** The interval at which deadlines are checked. */
  checkMs: 2_000,
} as const;

export type ConnectionLimits = Readonly<Record<keyof typeof CONNECTION_LIMITS, number>>;

/** Reasons for closing a connection that its client left open. */
export const CLOSE_REASONS = [
  "evicted",
  "refused",
  "request_timeout",
  "idle_timeout",
  "answer_timeout",
  "malformed",
  "pipelined",
] as const;
export type CloseReason = typeof CLOSE_REASONS[number];

/** Events of the connections. */
export interface ConnectionEvents {
  /** Called at each change. */
  open(count: number): void;
  closed(reason: CloseReason): void;
}

export interface ConnectionOptions {
  readonly events: ConnectionEvents;
  readonly limits?: ConnectionLimits;
  /** Monotonic, milliseconds. */
  readonly nowMs?: () => number;
}

/** One connection, known by the address and port of its client. */
interface Connection {
  readonly key: string;
  readonly close: () => void;
  /** The time at which it opened, or its last answer was read, or the first of its open requests came. */
  sinceMs: number;
  inFlight: number;
  hasAsked: boolean;
}

/**
 * Keeps the connections of one server within bounds. When there are too many, the one without a
 * request for longest makes room, then one whose client does not take its answer. One that is young
 * makes room only in a burst, where everything is; a new client is refused only when all of a burst
 * are being answered.
 */
export class Connections {
  /** Answers without an end, which have a number of their own: they do not keep others out. */
  readonly #streaming = new Map<string, Connection>();
  /** Longest first, both. */
  readonly #waiting = new Map<string, Connection>();
  readonly #answering = new Map<string, Connection>();
  readonly #events: ConnectionEvents;
  readonly #limits: ConnectionLimits;
  readonly #nowMs: () => number;

  constructor(
    { events, limits = CONNECTION_LIMITS, nowMs = () => performance.now() }: ConnectionOptions,
  ) {
    this.#events = events;
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  get open(): number {
    return this.#waiting.size + this.#answering.size + this.#streaming.size;
  }

  /** Takes a connection in and returns how to say that it has closed; undefined when it is refused. */
  add(key: string, close: () => void): (() => void) | undefined {
    const isFull = this.#bounded >= this.#limits.open;
    if (isFull && !this.#makeRoom() && !this.#bearsMore()) {
      this.#events.closed("refused");
      close();
      return undefined;
    }
    const sinceMs = this.#nowMs();
    const connection = { key, close, sinceMs, inFlight: 0, hasAsked: false };
    // A client may use its port again before we hear that it closed the connection before.
    for (const list of this.#lists) list.delete(key);
    this.#waiting.set(key, connection);
    this.#events.open(this.open);
    return () => this.#remove(connection);
  }

  /** A request came. */
  asked(key: string): void {
    const connection = this.#lists.map((list) => list.get(key)).find((one) => one !== undefined);
    if (!connection) return;
    connection.hasAsked = true;
    connection.inFlight++;
    if (connection.inFlight > this.#limits.inFlight) return this.#end(connection, "pipelined");
    if (this.#waiting.delete(key)) {
      connection.sinceMs = this.#nowMs();
      this.#answering.set(key, connection);
    }
  }

  /** The answer to a request has no end. Whoever makes such answers bounds their number. */
  streams(key: string): void {
    const connection = this.#answering.get(key);
    if (!connection) return;
    this.#answering.delete(key);
    this.#streaming.set(key, connection);
  }

  /** An answer was taken. */
  answered(key: string): void {
    const connection = this.#answering.get(key) ?? this.#streaming.get(key);
    if (!connection || --connection.inFlight > 0) return;
    this.#answering.delete(key);
    this.#streaming.delete(key);
    connection.sinceMs = this.#nowMs();
    this.#waiting.set(key, connection);
  }

  /** Closes what is over its deadline. */
  check(): void {
    const nowMs = this.#nowMs();
    const { headersMs, checkMs, idleMs, answerMs } = this.#limits;
    // Where headers are late, node:http answers 408 before; a TLS handshake has no such answer.
    const firstMs = headersMs + 2 * checkMs;
    for (const connection of [...this.#waiting.values()]) {
      const { hasAsked, sinceMs } = connection;
      if (nowMs - sinceMs <= (hasAsked ? idleMs : firstMs)) continue;
      this.#end(connection, hasAsked ? "idle_timeout" : "request_timeout");
    }
    for (const connection of [...this.#answering.values()]) {
      if (nowMs - connection.sinceMs > answerMs) this.#end(connection, "answer_timeout");
    }
    while (this.#bounded > this.#limits.open && this.#makeRoom());
  }

  /** Closes every connection that has no request open, at a shutdown. */
  closeWaiting(): void {
    for (const { close } of [...this.#waiting.values()]) close();
  }

  /** Closes every connection. */
  closeAll(): void {
    this.closeWaiting();
    for (const list of [this.#answering, this.#streaming]) {
      for (const { close } of [...list.values()]) close();
    }
  }

  get #lists() {
    return [this.#waiting, this.#answering, this.#streaming];
  }

  /** Open ones, without those that have a bound of their own. */
  get #bounded(): number {
    return this.open - this.#streaming.size;
  }

  /** Ends the first one that has kept its place for nothing; false when there is none. */
  #makeRoom(): boolean {
    const nowMs = this.#nowMs();
    const [longest] = this.#waiting.values();
    const [oldest] = this.#answering.values();
    if (longest && nowMs - longest.sinceMs > this.#limits.graceMs) this.#end(longest, "evicted");
    else if (oldest && nowMs - oldest.sinceMs > this.#limits.yieldMs) this.#end(oldest, "evicted");
    else return false;
    return true;
  }

  /** Returns whether one more has a place in a burst, if need be in place of a young one. */
  #bearsMore(): boolean {
    if (this.#bounded < this.#limits.openInBurst) return true;
    const [longest] = this.#waiting.values();
    if (longest) this.#end(longest, "evicted");
    return longest !== undefined;
  }

  #end(connection: Connection, reason: CloseReason): void {
    this.#remove(connection);
    this.#events.closed(reason);
    connection.close();
  }

  #remove(connection: Connection): void {
    for (const list of this.#lists) {
      if (list.get(connection.key) === connection) list.delete(connection.key);
    }
    this.#events.open(this.open);
  }
}
