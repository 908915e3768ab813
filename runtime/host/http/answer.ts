import { SECURITY_HEADERS } from "./security_headers.ts";

/** Status and headers of an answer. */
export interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of a content type, with the security headers. Its length is stated for HEAD, too. */
export function answer(
  body: string | Uint8Array,
  contentType: string,
  { status = 200, headers = {} }: AnswerOptions = {},
): Response {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    status,
    headers: {
      ...SECURITY_HEADERS,
      "content-type": contentType,
      "content-length": String(bytes.byteLength),
      ...headers,
    },
  });
}

/** A sentence for a person at a terminal. */
export function answerText(text: string, options: AnswerOptions = {}): Response {
  return answer(`${text}\n`, "text/plain; charset=utf-8", options);
}

/** A value as JSON, indented: people read these with curl. */
export function answerJson(value: unknown, options: AnswerOptions = {}): Response {
  return answer(
    `${JSON.stringify(value, null, 2)}\n`,
    "application/json; charset=utf-8",
    options,
  );
}
