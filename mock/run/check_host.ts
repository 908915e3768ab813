import { CodedError } from "../../runtime/contract/errors.ts";

/** @throws {CodedError} `usage`, when nothing can listen at an address that a person named. */
export function checkHost(hostname: string): void {
  try {
    Deno.listen({ hostname, port: 0 }).close();
  } catch (cause) {
    throw new CodedError("usage", `Cannot use --host ${hostname}: nothing can listen there`, {
      hint: "It must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all",
      cause,
    });
  }
}
