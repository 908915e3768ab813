import { isFields } from "../../template/render.ts";
import type { Fields } from "../../template/render.ts";

/** The part of a request for an answer that is understood. */
export interface Prompt {
  readonly model: string;
  readonly promptTokens: number;
  readonly maxTokens: number | undefined;
  readonly isStreamed: boolean;
  readonly hasUsage: boolean;
}

/** Characters of a token, and tokens that a template adds to each message. */
const CHARACTERS = 4;
const TEMPLATE = 4;

/** The fields of a body; undefined when it is no object in JSON. */
export async function readFields(request: Request): Promise<Fields | undefined> {
  try {
    const value: unknown = await request.json();
    return isFields(value) ? value : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Reads a request in the words of OpenAI's API, for chats and for completions. */
export function readPrompt(fields: Fields): Prompt {
  const { messages, prompt, model, stream, stream_options: options } = fields;
  const texts = Array.isArray(messages)
    ? messages.map((message) => isFields(message) ? joinText(message.content) : "")
    : [joinText(prompt)];
  return {
    model: typeof model === "string" ? model : "",
    promptTokens: countTokens(texts),
    maxTokens: positive(fields.max_completion_tokens) ?? positive(fields.max_tokens),
    isStreamed: stream === true,
    hasUsage: isFields(options) && options.include_usage === true,
  };
}

/** About as many tokens as a tokenizer would make of some messages. */
export function countTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + TEMPLATE + Math.ceil(text.length / CHARACTERS), 0);
}

export function positive(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** A text, or the texts among the parts of a message. */
function joinText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => isFields(part) ? joinText(part.text) : joinText(part)).join("");
}
