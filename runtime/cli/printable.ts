// deno-lint-ignore no-control-regex -- what may not reach a terminal are control characters
const UNSAFE = /\x1b\[(?:1|2|22|31|32|33|39)m|[\p{Cc}\p{Cf}]/gu;

/**
 * Text that cannot move a terminal's cursor, hide what stands there or turn its direction round: names
 * and permissions come from plugins, and a person decides by what is seen. The colours of ./style.ts
 * stay; every other control character is written out, `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (found) => {
    if (found.startsWith("\x1b[") || found === "\n" || found === "\t") return found;
    return `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
