/** A fake Docker Engine API on a Unix socket, over the containers of the simulation. */
import { Listener } from "../net/listener.ts";
import { Recent } from "../net/recent.ts";
import { SocketEndpoint } from "../net/endpoint.ts";
import type { ContainersView } from "../sim/container_view.ts";
import { createApi } from "./api.ts";
import { Sampler } from "./sampler.ts";

/** Options of a fake Docker Engine API. */
export interface DockerApiOptions {
  readonly socketPath: string;
  /** The clock of the containers, in seconds since 1970: that of their simulation. */
  readonly nowUnix: () => number;
}

/** A fake Docker Engine API that was started. */
export interface DockerApi {
  /** The last requests that it does not know. */
  unknownRequests(): readonly string[];
  /** Ends it, and takes its socket away. */
  close(): Promise<void>;
}

/**
 * Starts the API on a socket.
 *
 * @throws {Error} when there can be no socket at that path.
 */
export async function startDockerApi(
  view: ContainersView,
  { socketPath, nowUnix }: DockerApiOptions,
): Promise<DockerApi> {
  const unknown = new Recent<string>();
  const endpoint = new SocketEndpoint(socketPath);
  const app = createApi({
    view,
    nowUnix,
    sampler: new Sampler(view, nowUnix),
    onUnknown: (request) => unknown.add(request),
  });
  const listener = new Listener(endpoint, {
    reachability: () => view.reachability(),
    answer: (request) => app.fetch(request),
    garbage: () =>
      new Response("<html><body><h1>502 Bad Gateway</h1></body></html>", {
        headers: { "content-type": "text/html" },
      }),
  });
  return {
    unknownRequests: () => unknown.items,
    close: async () => {
      await listener.close();
      endpoint.remove();
    },
  };
}
