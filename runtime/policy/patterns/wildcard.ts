/**
 * Characters that no pattern matches and no item may hold: C0, DEL and C1; NUL and newline are of
 * them.
 */
// deno-lint-ignore no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Returns whether the text holds a control character. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * Returns whether the whole text matches the pattern: `*` stands for any run of characters, also an empty
 * one, everything else for itself. No regular expression is made of the pattern and nothing is
 * tried twice: each piece between stars is looked for once, from where the one before it ended.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces[pieces.length - 1] ?? "";
  if (pieces.length === 1) return text === pattern;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
