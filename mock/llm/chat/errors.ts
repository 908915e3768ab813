import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An error in the words of OpenAI's API, as most engines write it. */
export function openAiError(
  context: Context,
  status: ContentfulStatusCode,
  error: {
    readonly message: string;
    readonly type: string;
    readonly param?: string | null;
    readonly code?: string | number | null;
  },
): Response {
  return context.json({ error: { param: null, code: status, ...error } }, status);
}

/** What vLLM says of a model that it does not serve. */
export function vllmUnknownModel(context: Context, name: string): Response {
  return openAiError(context, 404, {
    message: `The model \`${name}\` does not exist.`,
    type: "NotFoundError",
    param: "model",
  });
}

/** What vLLM says of a request that it cannot serve. */
export function vllmBadRequest(context: Context, message: string): Response {
  return openAiError(context, 400, { message, type: "BadRequestError" });
}
