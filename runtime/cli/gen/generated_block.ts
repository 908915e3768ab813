/** The comment that closes a generated block. */
export const BLOCK_END = "<!-- /generated -->";

/** The comment that opens a generated block. */
export function blockStart(name: string): string {
  return `<!-- generated:${name} -->`;
}

/**
 * Puts content between `<!-- generated:NAME -->` and the `<!-- /generated -->` after it.
 * Returns undefined when the page lacks one of them.
 */
export function replaceBlock(page: string, name: string, content: string): string | undefined {
  const start = page.indexOf(blockStart(name));
  if (start === -1) return undefined;
  const from = start + blockStart(name).length;
  const to = page.indexOf(BLOCK_END, from);
  const next = page.indexOf("<!-- generated:", from);
  // The end of another block is not the end of this one.
  if (to === -1 || (next !== -1 && next < to)) return undefined;
  return `${page.slice(0, from)}\n\n${content}\n\n${page.slice(to)}`;
}
