const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text as it stands within an XML element. */
export function xmlText(text: string): string {
  return text.replaceAll(/[&<>]/g, (letter) => ENTITIES[letter] ?? letter);
}
