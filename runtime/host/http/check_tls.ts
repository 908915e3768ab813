import { createPrivateKey, X509Certificate } from "node:crypto";
import { CodedError, errorText } from "../../contract/errors.ts";

/** PEM text. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Checks what node:https would only notice at the first handshake.
 *
 * @throws {CodedError} `tls_invalid`.
 */
export function checkTls({ cert, key }: TlsPair, address: string): void {
  const certificate = attempt(
    address,
    "the certificate cannot be read",
    () => new X509Certificate(cert),
  );
  const privateKey = attempt(address, "the key cannot be read", () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw tlsInvalid(address, "the key does not match the certificate");
  }
}

function attempt<T>(address: string, why: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw tlsInvalid(address, `${why}: ${errorText(cause)}`, cause);
  }
}

function tlsInvalid(address: string, why: string, cause?: unknown): CodedError {
  return new CodedError("tls_invalid", `Cannot listen on ${address} with TLS: ${why}`, {
    hint: "Set server.tls.certFile and server.tls.keyFile to a PEM certificate and its key",
    cause,
  });
}
