import { toFields, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

/** A model of llama.cpp's router. */
export interface RoutedModel {
  readonly id: string;
  /** `loaded`, `unloaded`, `sleeping` and others. */
  readonly state: string;
}

/** Returns the models that `/models` lists with a state; a server of one model lists it without. */
export function routedModels(list: Fields | undefined): RoutedModel[] {
  return toRows(list?.data).flatMap((model) => {
    const id = toText(model.id);
    const state = toText(toFields(model.status).value);
    return id === "" || state === "" ? [] : [{ id, state }];
  });
}
