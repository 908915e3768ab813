/**
 * Headers of every answer. `no-transform` keeps proxies from compressing once more:
 * metrics are compressed once per collection, not once per scrape.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store, no-transform",
  "content-security-policy": contentSecurityPolicy({}),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The policy of the page: its own style and script alone, which carry the nonce of this answer. */
export function pagePolicy(nonce: string): string {
  return contentSecurityPolicy({
    "connect-src": "'self'",
    "form-action": "'self'",
    "img-src": "data:",
    "script-src": `'nonce-${nonce}'`,
    "style-src": `'nonce-${nonce}'`,
  });
}

function contentSecurityPolicy(allowed: Readonly<Record<string, string>>): string {
  const directives = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    ...allowed,
  };
  return Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; ");
}
