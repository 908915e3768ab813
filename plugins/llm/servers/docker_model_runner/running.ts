import { jsonOf } from "../../http/ask.ts";
import type { Answer } from "../../http/ask.ts";
import { rowsOf, textOf } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** Returns whether `/engines/status` is that of Docker Model Runner: the states of its runners. */
export function isEngineStatus(answer: Answer): boolean {
  const status = jsonOf(answer);
  return Object.hasOwn(status, "llama.cpp") || Object.hasOwn(status, "vllm");
}

/** What it knows of a model beside its name. */
export const dockerModels: JsonSource = {
  name: "details",
  asks: [{ path: "/v1/models", isSlow: true }],
  isOptional: true,
  provides: ["model_info"],
  add: ([list], metrics) => {
    for (const { id, dmr } of rowsOf(list?.data)) {
      const [details = {}] = rowsOf([dmr]);
      if (textOf(id) === "") continue;
      metrics.modelInfo(textOf(id), {
        family: textOf(details.architecture),
        parameter_size: textOf(details.parameters),
        quantization: textOf(details.quantization),
      });
    }
  },
  models: ([list]) => rowsOf(list?.data).map(({ id }) => textOf(id)).filter((id) => id !== ""),
};
