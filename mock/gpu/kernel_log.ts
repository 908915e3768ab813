import type { CardView } from "../sim/card.ts";
import type { World } from "../sim/world.ts";

/** The state of a card as it was last seen. */
interface Seen {
  readonly uncorrected: number;
  readonly state: CardView["state"];
}

/** Writes what the driver would write to the kernel's log, as records of /dev/kmsg. */
export class KernelLog {
  readonly #seen = new Map<string, Seen>();
  #sequence = 300;

  /** The records of what happened since the last time. */
  next({ cards }: World, uptimeSeconds: number): string {
    return cards.filter(({ spec }) => spec.vendor === "nvidia")
      .flatMap((card) => this.#makeLines(card))
      .map((text) => `4,${++this.#sequence},${Math.round(uptimeSeconds * 1e6)},-;${text}\n`)
      .join("");
  }

  #makeLines(card: CardView): string[] {
    const { spec: { busId }, state, uncorrectedErrors: uncorrected } = card;
    const seen = this.#seen.get(busId) ?? { uncorrected: 0, state: "ok" };
    this.#seen.set(busId, { uncorrected, state });
    const place = busId.slice(-12, -2);
    const xid = (number: number, what: string) =>
      `NVRM: Xid (PCI:${place}): ${number}, pid='<unknown>', name=<unknown>, ${what}`;
    const errors = Array.from(
      { length: uncorrected - seen.uncorrected },
      () => xid(94, "Contained: ESL. RST: No, D-RST: No"),
    );
    if (state === seen.state) return errors;
    if (state === "lost") return [...errors, xid(79, "GPU has fallen off the bus.")];
    if (state === "needs_reset") return [...errors, xid(95, "Uncontained: FBHUB. RST: Yes")];
    return errors;
  }
}
