import { answerText } from "./answer.ts";
import { findRoute, OTHER_ROUTE, ROUTES } from "./routes.ts";

/** The most that a client may send. No route takes a body, so a small one is only ignored. */
export const REQUEST_LIMITS = {
  urlBytes: 2_048,
  headerBytes: 16 * 1024,
  bodyBytes: 16 * 1024,
} as const;

const METHODS: readonly string[] = ["GET", "HEAD"];

/** The refusal of a request that is too large, undefined when it is not. Reads no body. */
export function refuseSize(request: Request): Response | undefined {
  const { urlBytes, headerBytes, bodyBytes } = REQUEST_LIMITS;
  if (request.url.length > urlBytes) {
    return answerText(`Cannot answer: the address is longer than ${urlBytes} bytes`, {
      status: 414,
      headers: { connection: "close" },
    });
  }
  if (measureHeaders(request.headers) > headerBytes) {
    return answerText(`Cannot answer: the headers are larger than ${headerBytes} bytes`, {
      status: 431,
      headers: { connection: "close" },
    });
  }
  if (bodyIsLarge(request.headers)) {
    return answerText(
      `Cannot answer: the body is larger than ${bodyBytes} bytes, or of unknown length. ` +
        "No route accepts a body; send none",
      { status: 413, headers: { connection: "close" } },
    );
  }
  return undefined;
}

/** The refusal of a path or method that is not served, undefined when it is. */
export function refuseRoute(path: string, method: string): Response | undefined {
  if (findRoute(path) === OTHER_ROUTE) {
    const lines = Object.entries(ROUTES).map(([route, what]) => `  ${route.padEnd(22)}${what}`);
    return answerText(["Nothing is served here. Paths:", ...lines].join("\n"), { status: 404 });
  }
  if (METHODS.includes(method)) return undefined;
  const allow = METHODS.join(", ");
  return answerText(`Cannot use this method on ${path}. It answers ${allow}`, {
    status: 405,
    headers: { allow },
  });
}

function measureHeaders(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes;
}

function bodyIsLarge(headers: Headers): boolean {
  if (headers.has("transfer-encoding")) return true;
  const length = headers.get("content-length");
  // Number() and not parseInt: what is not wholly a number compares as NaN, and is refused.
  return length !== null && !(Number(length) <= REQUEST_LIMITS.bodyBytes);
}
