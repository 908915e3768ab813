import { CodedError, refusalText } from "../../contract/errors.ts";
import { readBounded } from "../../kernel/config/read_bounded.ts";

const TOKEN_BYTES = 64 * 1024;

/**
 * Reads the bearer token of a file.
 *
 * @throws {CodedError} `auth_invalid` when there is none.
 */
export async function readToken(file: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBounded(file, TOKEN_BYTES);
  } catch (cause) {
    throw unusable(file, refusalText(cause), cause);
  }
  const token = bytes === undefined ? "" : new TextDecoder().decode(bytes).trim();
  if (token === "") throw unusable(file, "it is empty or not a token");
  // A line end within would be another header.
  if (/[^\x21-\x7e]/.test(token)) throw unusable(file, "it must be one line of printable ASCII");
  return token;
}

function unusable(file: string, why: string, cause?: unknown): CodedError {
  return new CodedError("auth_invalid", `Cannot use the token in ${file}: ${why}`, {
    hint: "The file must hold only the token, and this user must be able to read it",
    ...(cause === undefined ? {} : { cause }),
  });
}
