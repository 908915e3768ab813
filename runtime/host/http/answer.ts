import { SECURITY_HEADERS } from "./security_headers.ts";

/** Status and headers of an answer. */
export interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The bytes of answers: a Response has a copy of its own, which large ones need not make. */
const BYTES = new WeakMap<Response, Uint8Array>();
const LARGE_BYTES = 16 * 1024;

/** Returns the bytes that an answer was made of; undefined when it was made otherwise. */
export function findBytes(response: Response): Uint8Array | undefined {
  return BYTES.get(response);
}

/** An answer of a content type, with the security headers. Its length is stated for HEAD, too. */
export function answer(
  body: string | Uint8Array,
  contentType: string,
  { status = 200, headers = {} }: AnswerOptions = {},
): Response {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const response = new Response(toBody(bytes as Uint8Array<ArrayBuffer>), {
    status,
    headers: {
      ...SECURITY_HEADERS,
      "content-type": contentType,
      "content-length": String(bytes.byteLength),
      ...headers,
    },
  });
  BYTES.set(response, bytes);
  return response;
}

/** Large bytes are handed over when somebody reads them, without a copy. */
function toBody(bytes: Uint8Array<ArrayBuffer>): BodyInit {
  if (bytes.byteLength < LARGE_BYTES) return bytes;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  }, { highWaterMark: 0 });
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
