/** UUIDs of cards: with `GPU-` or `MIG-` in front, and bare on Jetson (Orin, Thor). */
const CARD_ID =
  /^(?:(?:GPU|MIG)-[\w/.-]{1,80}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/i;
const CARD_LINE = /^GPU \d+: .* \(UUID: (\S+)\)/;

/** Returns true for the UUID of a card or of a MIG device. */
export function isCardId(text: string): boolean {
  return CARD_ID.test(text);
}

/** Returns the UUID of a line such as `GPU 0: NVIDIA H200 (UUID: GPU-...)`; undefined for others. */
export function cardOfLine(line: string): string | undefined {
  const id = CARD_LINE.exec(line)?.[1];
  return id !== undefined && isCardId(id) ? id : undefined;
}
