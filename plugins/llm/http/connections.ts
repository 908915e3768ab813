/** The connections of one collection. */
export interface Connections {
  readonly fetch: typeof fetch;
  /** Closes those that are idle, so that they hold nothing of a server until the next collection. */
  readonly close: () => void;
}

/** Opens connections as they are needed, and keeps one of each address at the most. */
export function openConnections(): Connections {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });
  return {
    fetch: (input, init) => fetch(input, { ...init, client }),
    close: () => client.close(),
  };
}
