import type { OwnPage } from "../../pages/page_request.ts";
import type { ServerContext } from "../../server_context.ts";
import { IterationQueue } from "./iteration_queue.ts";

/** Returns the pages of trtllm-serve that a look empties. */
export function trtllmPages({ view }: ServerContext): Readonly<Record<string, OwnPage>> {
  const queue = new IterationQueue(view);
  return { iterations: () => queue.takeIterations(), requests: () => queue.takeRequests() };
}
