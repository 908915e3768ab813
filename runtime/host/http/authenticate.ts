import { createHash, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import type { ServerAuth } from "../../contract/syscall.ts";

/** Tells whether the `Authorization` header of a request is a right one. */
export interface Authenticator {
  accepts(authorization: string | undefined): boolean;
  /** The `WWW-Authenticate` header of a refusal. */
  readonly challenge: string;
}

/**
 * An authenticator for these secrets. When neither way is set, it accepts nothing.
 *
 * Secrets are compared as SHA-256 digests in constant time: neither their length nor the place of
 * the first wrong byte shows in the time that an answer takes.
 */
export function createAuthenticator(auth: ServerAuth): Authenticator {
  const bearer = auth.bearerToken === undefined ? undefined : digest(auth.bearerToken);
  const basic = auth.basic && digest(`${auth.basic.username}:${auth.basic.password}`);
  const challenges: string[] = [];
  if (basic) challenges.push('Basic realm="llm-monitor", charset="UTF-8"');
  if (bearer || !basic) challenges.push('Bearer realm="llm-monitor"');
  return {
    challenge: challenges.join(", "),
    accepts(authorization) {
      const [, scheme = "", credentials = ""] = /^(\S+) +(\S+) *$/.exec(authorization ?? "") ?? [];
      switch (scheme.toLowerCase()) {
        case "bearer":
          return bearer !== undefined && timingSafeEqual(bearer, digest(credentials));
        case "basic":
          return basic !== undefined &&
            timingSafeEqual(basic, digest(Buffer.from(credentials, "base64")));
        default:
          return false;
      }
    },
  };
}

function digest(secret: string | Uint8Array): Uint8Array {
  return createHash("sha256").update(secret).digest();
}
