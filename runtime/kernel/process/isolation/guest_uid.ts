/** The range that systemd keeps for users that nobody has an account for. */
const FIRST_UID = 61_184;
const LAST_UID = 65_519;

/** The user that a plugin's processes run as when we are root: the same one at each start. */
export function guestUid(plugin: string): number {
  // FNV-1a, 32 bits: spreads names over the range; two that meet share a user, which is harmless.
  let hash = 0x811c9dc5;
  for (const char of plugin) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return FIRST_UID + hash % (LAST_UID - FIRST_UID + 1);
}
