import { createHash } from "node:crypto";
import type { ModelState } from "../../../sim/engine_view.ts";

/** Ollama's word for never: the largest number of nanoseconds from now. */
const NEVER_SECONDS = 9_223_372_036;

function detailsOf({ family, parameterSize, quantization }: ModelState) {
  return {
    parent_model: "",
    format: "gguf",
    family,
    families: [family],
    parameter_size: parameterSize,
    quantization_level: quantization,
  };
}

function digestOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** A model of `/api/tags`: one that is on disk. */
export function tagOf(model: ModelState, startedAtUnix: number): object {
  return {
    name: model.name,
    model: model.name,
    modified_at: isoOf(startedAtUnix),
    size: model.sizeBytes,
    digest: digestOf(model.name),
    details: detailsOf(model),
  };
}

/** A model of `/api/ps`: one that is in memory. */
export function loadedOf(model: ModelState, startedAtUnix: number): object {
  return {
    name: model.name,
    model: model.name,
    size: Math.max(model.sizeBytes, model.vramBytes),
    digest: digestOf(model.name),
    details: detailsOf(model),
    expires_at: isoOf(model.expiresAtUnix ?? startedAtUnix + NEVER_SECONDS),
    size_vram: model.vramBytes,
    context_length: model.contextTokens,
  };
}

/** A model as `/api/show` describes it. */
export function showOf(model: ModelState): object {
  return {
    modelfile: `FROM ${model.name}`,
    parameters: "",
    template: "{{ .Prompt }}",
    details: detailsOf(model),
    model_info: { [`${model.family}.context_length`]: model.contextTokens },
    capabilities: ["completion"],
  };
}

function isoOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
