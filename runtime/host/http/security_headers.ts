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

/** The page alone may load something: its own style and script, and itself again. */
export const PAGE_POLICY: string = contentSecurityPolicy({
  "connect-src": "'self'",
  "img-src": "data:",
  "script-src": "'self'",
  "style-src": "'self'",
});

function contentSecurityPolicy(allowed: Readonly<Record<string, string>>): string {
  const directives = {
    "default-src": "'none'",
    ...allowed,
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; ");
}
