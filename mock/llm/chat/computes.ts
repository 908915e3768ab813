import type { ModelState } from "../../sim/engine_view.ts";
import type { World } from "../world.ts";
import { BrokenGeneration, Generation } from "./generation.ts";

/** Whether a model computes one token in time. It loads the model where it has to. */
export async function computes(
  world: World,
  model: ModelState,
  timeoutMs: number,
): Promise<boolean> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  try {
    await new Generation(world, { model, promptTokens: 1, maxTokens: 1 }).whole(ending.signal);
    return true;
  } catch (error) {
    if (!(error instanceof BrokenGeneration)) throw error;
    return false;
  } finally {
    clearTimeout(timer);
  }
}
