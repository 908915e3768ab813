import { createHash } from "node:crypto";

/** The SHA-256 of a value as JSON, hex. */
export function hashJson(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
