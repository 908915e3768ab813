import { isIPv4, isIPv6 } from "node:net";

/** The kinds of names that get others. */
export type NameKind = "host" | "container" | "network" | "user" | "volume";

/** Gives each name another one, the same wherever it stands; none can be traced back. */
export class Pseudonyms {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** `host-1`, `host-2`, in the order in which they are met. */
  name(kind: NameKind, name: string): string {
    return this.#give(`${kind} ${name}`, kind, (count) => `${kind}-${count}`);
  }

  /** An address of 198.18.0.0/15 or 2001:db8::/32, which belong to nobody. */
  address(address: string): string {
    if (isIPv4(address)) {
      return this.#give(address, "ipv4", (count) => `198.18.${count >> 8 & 255}.${count & 255}`);
    }
    return this.#give(address.toLowerCase(), "ipv6", (count) => `2001:db8::${count.toString(16)}`);
  }

  /** A hardware address of those that everybody may give. */
  mac(address: string): string {
    return this.#give(address.toLowerCase(), "mac", (count) => {
      const hex = count.toString(16).padStart(4, "0");
      return `02:00:00:00:${hex.slice(0, 2)}:${hex.slice(2)}`;
    });
  }

  /** Number of pseudonyms of each kind. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  #give(key: string, kind: string, make: (count: number) => string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const made = make(count);
    this.#names.set(key, made);
    return made;
  }
}

/** Returns whether an address says nothing of a machine: its own, none, or a mask. */
export function isCommonAddress(address: string): boolean {
  return isIPv4(address)
    ? /^(?:127\.|0\.0\.0\.0$|255\.)/.test(address)
    : isIPv6(address) && /^[0:]*:[01]?$/.test(address);
}
