/** The reason why {@linkcode fetchText} gave no answer. */
export type FetchTextCode = "timed_out" | "too_large" | "network" | "redirect" | "invalid_utf8";

/** An exchange that did not yield text. */
export class FetchTextError extends Error {
  override readonly name = "FetchTextError";
  readonly code: FetchTextCode;
  /** The failure, without the address. */
  readonly detail: string;

  constructor(code: FetchTextCode, url: string, options: { detail: string; cause?: unknown }) {
    const { detail, cause } = options;
    const place = withoutSecrets(url);
    // What fetch says names the URL too, rewritten in ways of its own.
    const text = detail.replaceAll(/https?:\/\/[^\s)]+/g, withoutSecrets);
    super(`Cannot fetch ${place}: ${text}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.detail = text;
  }
}

/** A user, a password or a token of the query must not reach a log. */
function withoutSecrets(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}` : "an invalid URL";
}
