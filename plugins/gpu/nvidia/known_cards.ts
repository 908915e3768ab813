import type { Facts } from "@llm-monitor/sdk";
import { isCardId } from "../parse/card_id.ts";
import { normalBusId } from "../parse/query_rows.ts";
import type { QueryRow } from "../parse/query_rows.ts";

const DRIVER_CARDS = "/proc/driver/nvidia/gpus/*/information";

/** Remembers cards, so that one that is gone is told as such instead of being forgotten. */
export class KnownCards {
  /** Bus id by card. */
  readonly #busIds = new Map<string, string>();
  #driverCards: number | undefined;

  get ids(): readonly string[] {
    return [...this.#busIds.keys()];
  }

  /** The cards by their address, as far as they have one. */
  get names(): ReadonlyMap<string, string> {
    return new Map([...this.#busIds].map(([gpu, busId]) => [busId, gpu]));
  }

  /** The number of cards that the kernel's driver has; undefined where it does not say. */
  get driverCards(): number | undefined {
    return this.#driverCards;
  }

  /** Learns from what was asked; cards that the driver calls lost are known even if never seen. */
  async update(
    facts: Facts,
    { rows, lost }: { rows: readonly QueryRow[]; lost: readonly string[] },
  ): Promise<void> {
    const files = await facts.readAll(DRIVER_CARDS);
    this.#driverCards = files.size === 0 ? undefined : files.size;
    for (const { gpu, busId } of rows) this.#add(gpu, busId);
    // A lost card that spoils the first answer of all hides the others, which the driver knows.
    if (rows.length === 0 && lost.length > 0) this.#addAll(files);
    for (const busId of lost) {
      if (![...this.#busIds.values()].includes(busId)) {
        this.#add(readUuid(files, busId) ?? busId, busId);
      }
    }
  }

  /** A card that tells errors in the place of its UUID keeps the one it had. */
  withKnownName(row: QueryRow): QueryRow {
    const known = [...this.#busIds].find(([, busId]) => busId !== "" && busId === row.busId);
    return row.gpu === row.busId && known ? { ...row, gpu: known[0] } : row;
  }

  /** Those that told nothing this time. */
  missing(rows: readonly QueryRow[]): string[] {
    const seen = new Set(rows.map(({ gpu }) => gpu));
    return this.ids.filter((gpu) => !seen.has(gpu));
  }

  /** Those that are not at one of these addresses, and can be asked by their UUID. */
  without(lost: readonly string[]): string[] {
    return [...this.#busIds]
      .filter(([gpu, busId]) => gpu.startsWith("GPU-") && !lost.includes(busId))
      .map(([gpu]) => gpu);
  }

  #addAll(files: ReadonlyMap<string, string>): void {
    for (const [path, text] of files) {
      const gpu = uuidIn(text);
      if (gpu !== undefined) this.#add(gpu, readBusId(path));
    }
  }

  /** A card that was known by its address alone gets its name as soon as it tells one. */
  #add(gpu: string, busId: string): void {
    if (busId !== "" && gpu !== busId) this.#busIds.delete(busId);
    this.#busIds.set(gpu, busId);
  }
}

function readUuid(files: ReadonlyMap<string, string>, busId: string): string | undefined {
  const found = [...files].find(([path]) => readBusId(path) === busId);
  return found && uuidIn(found[1]);
}

function readBusId(path: string): string {
  return normalBusId(path.split("/").at(-2) ?? "");
}

/** Undefined where the driver does not know it: unknown digits are question marks. */
function uuidIn(text: string): string | undefined {
  const id = /^GPU UUID:\s*(\S+)\s*$/m.exec(text)?.[1];
  return id !== undefined && isCardId(id) ? id : undefined;
}
