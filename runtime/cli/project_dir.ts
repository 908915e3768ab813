/** The folder that holds runtime/ and deno.json, without a slash at its end. */
export function projectDir(): string {
  return decodeURIComponent(new URL("../..", import.meta.url).pathname).replace(/\/$/, "");
}
