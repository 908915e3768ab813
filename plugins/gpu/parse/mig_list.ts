import { cardOfLine } from "./card_id.ts";

/** One MIG device of `nvidia-smi -L`. */
export interface MigListing {
  readonly uuid: string;
  /** Such as `1g.18gb`. */
  readonly profile: string;
}

const DEVICE = /^\s+MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[\w/-]+)\)/;

/** MIG devices by card and index, as `<card>/<index>`: `-q -x` tells neither UUID nor profile. */
export function parseMigList(text: string): ReadonlyMap<string, MigListing> {
  const devices = new Map<string, MigListing>();
  let card = "";
  for (const line of text.split("\n")) {
    card = cardOfLine(line) ?? card;
    const [, profile, index, uuid] = DEVICE.exec(line) ?? [];
    if (profile === undefined || index === undefined || uuid === undefined) continue;
    devices.set(`${card}/${Number(index)}`, { uuid, profile });
  }
  return devices;
}
