import { readJson } from "../../http/ask.ts";
import type { Answer } from "../../http/ask.ts";
import { toRows, toText } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** Returns whether `/engines/status` is that of Docker Model Runner: the states of its runners. */
export function isEngineStatus(answer: Answer): boolean {
  const status = readJson(answer);
  return Object.hasOwn(status, "llama.cpp") || Object.hasOwn(status, "vllm");
}

/** A model's properties beside its name. */
export const dockerModels: JsonSource = {
  name: "details",
  asks: [{ path: "/v1/models", isSlow: true }],
  isOptional: true,
  provides: ["model_info"],
  add: ([list], metrics) => {
    for (const { id, dmr } of toRows(list?.data)) {
      const [details = {}] = toRows([dmr]);
      if (toText(id) === "") continue;
      metrics.modelInfo(toText(id), {
        family: toText(details.architecture),
        parameter_size: toText(details.parameters),
        quantization: toText(details.quantization),
      });
    }
  },
  models: ([list]) => toRows(list?.data).map(({ id }) => toText(id)).filter((id) => id !== ""),
};
