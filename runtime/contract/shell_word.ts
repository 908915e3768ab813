/** Characters that no shell takes for its own; zsh expands a leading `=`. */
const PLAIN = /^[\w./:@-][\w./:@%+=,-]*$/;
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Returns a text as one word of a command that people paste into a shell. Names come from servers:
 * characters that nobody sees are left out.
 */
export function shellWord(text: string): string {
  const visible = text.replaceAll(INVISIBLE, "");
  return PLAIN.test(visible) ? visible : `'${visible.replaceAll("'", String.raw`'\''`)}'`;
}
