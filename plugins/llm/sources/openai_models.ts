import { fieldsOf, listOf } from "../ask.ts";
import type { JsonSource } from "../engine_profile.ts";
import { positiveOf, textOf } from "../plain_text.ts";

/** `/v1/models`, as every server of OpenAI's API has it; some tell more of a model in it. */
export const openaiModels: JsonSource = {
  name: "models",
  asks: [{ path: "/v1/models", isSlow: true }],
  tells: ["model_info", "model_context_tokens", "model_size_bytes"],
  // vLLM lists LoRA adapters, too; they have a parent.
  models: ([list]) =>
    modelsOf(list).filter(({ fields }) => !textOf(fields.parent)).map(({ id }) => id),
  tell: ([list], teller) => {
    for (const { id, fields } of modelsOf(list)) {
      const meta = fieldsOf(fields.meta);
      const root = textOf(fields.root);
      teller.modelInfo(id, { root: root === id ? "" : root, parent: textOf(fields.parent) });
      // vLLM and SGLang; llama.cpp.
      const context = positiveOf(fields.max_model_len) ?? positiveOf(meta.n_ctx);
      teller.ofModel("model_context_tokens", id, context);
      teller.ofModel("model_size_bytes", id, positiveOf(meta.size));
    }
  },
};

/** The same of servers that may keep it for those with a key. */
export const optionalOpenaiModels: JsonSource = { ...openaiModels, isOptional: true };

/** The same of servers that have their one model loaded when they are up. */
export const loadedOpenaiModels: JsonSource = {
  ...openaiModels,
  tells: [...openaiModels.tells, "model_loaded"],
  tell: (answers, teller) => {
    openaiModels.tell(answers, teller);
    for (const { id } of modelsOf(answers[0])) teller.ofModel("model_loaded", id, 1);
  },
};

function modelsOf(
  list: Readonly<Record<string, unknown>> | undefined,
): { id: string; fields: Readonly<Record<string, unknown>> }[] {
  const models = new Map(
    listOf(list?.data).flatMap((fields) => fields.id ? [[textOf(fields.id), fields]] : []),
  );
  models.delete("");
  return [...models].map(([id, fields]) => ({ id, fields }));
}
