import type { ModelState } from "../../sim/engine_view.ts";
import type { ServerContext } from "../server_context.ts";
import { Generation } from "./generation.ts";

/** Tells whether a model computes one token in time, after loading it where it has to. */
export async function computes(
  server: ServerContext,
  model: ModelState,
  timeoutMs: number,
): Promise<boolean> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  const generation = new Generation(server, { model, promptTokens: 1, maxTokens: 1 });
  const answer = await generation.tryWhole(ending.signal);
  clearTimeout(timer);
  return answer !== undefined;
}
