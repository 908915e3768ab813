import { isOk, isRefused, readJson } from "../../http/ask.ts";
import type { Answer, Ask } from "../../http/ask.ts";
import { toFields } from "../../http/json_fields.ts";

/** No server of OpenAI's API has it. */
const NOWHERE = "/lmstudio-greeting";

/** Returns whether it lists models as OpenAI does, or refuses to. */
export async function isOpenAi(ask: Ask): Promise<boolean> {
  const models = await ask("/v1/models");
  if (isOk(models)) return Array.isArray(readJson(models).data);
  // What refuses everything in the same way may be anything.
  return isOpenAiRefusal(models) && !isRefused(await ask(NOWHERE));
}

/** A 401 or 403 with an error as OpenAI writes it. */
function isOpenAiRefusal(answer: Answer | undefined): boolean {
  if (!answer || !isRefused(answer)) return false;
  const { error } = readJson({ ...answer, status: 200 });
  return typeof toFields(error).message === "string";
}
