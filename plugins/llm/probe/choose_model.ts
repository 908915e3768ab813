import type { ServedModels } from "../servers/served_models.ts";

/** Which model to probe, or why none. */
export type Choice =
  | { readonly model: string; readonly isLoaded: boolean }
  /** `model` is the one that would have been probed. */
  | { readonly model: string | undefined; readonly skip: string };

/** A model that is about to be unloaded would be loaded again by the probe. */
const LEAVING_SECONDS = 5;

/** Chooses the model that was asked for, else the one of last time, else the first. */
export function chooseModel(
  served: ServedModels,
  { wanted, last, onlyIfLoaded, nowSeconds }: {
    wanted: string | undefined;
    last: string | undefined;
    onlyIfLoaded: boolean;
    nowSeconds: number;
  },
): Choice {
  const isLeaving = (name: string) => {
    const left = (served.expiresAt.get(name) ?? Infinity) - nowSeconds;
    // A time that has passed is of a model that is in use.
    return left > 0 && left < LEAVING_SECONDS;
  };
  const loaded = served.loaded?.filter((name) => !isLeaving(name)) ?? served.models;
  if (wanted !== undefined) {
    const inMemory = find(loaded, wanted);
    if (inMemory !== undefined) return { model: inMemory, isLoaded: true };
    const model = find(served.models, wanted) ?? wanted;
    // A server without a list of what is in memory may well know more names than it lists.
    if (!served.loaded) return { model, isLoaded: true };
    return onlyIfLoaded ? { model, skip: "its model is not loaded" } : { model, isLoaded: false };
  }
  const first = last !== undefined && loaded.includes(last) ? last : loaded[0];
  if (first !== undefined) return { model: first, isLoaded: true };
  const any = last !== undefined && served.models.includes(last) ? last : served.models[0];
  if (any === undefined) return { model: undefined, skip: "it lists no model: set probe.model" };
  if (onlyIfLoaded) return { model: last, skip: "no model is loaded" };
  return { model: any, isLoaded: false };
}

/** Ollama knows `llama3` as `llama3:latest`. */
function find(names: readonly string[], wanted: string): string | undefined {
  return names.find((name) => name === wanted) ??
    names.find((name) => name === `${wanted}:latest`);
}

/**
 * Returns how long Ollama is to keep a model after a probe of some seconds, so that the probe does not prolong
 * its stay: for what is left of it, for ever (-1) when it is pinned, not at all when the probe loads
 * it. undefined leaves it to Ollama: nothing is known, or others use the model now.
 */
export function keepAliveSeconds(
  { expiresAt }: ServedModels,
  { model, isLoaded, nowSeconds, probeSeconds }: {
    model: string;
    isLoaded: boolean;
    nowSeconds: number;
    probeSeconds: number;
  },
): number | undefined {
  if (!isLoaded) return 0;
  const left = (expiresAt.get(model) ?? NaN) - nowSeconds;
  if (left === Infinity) return -1;
  // 0 would unload it.
  return left > 0 ? Math.max(1, Math.floor(left - probeSeconds)) : undefined;
}
