import { normalBusId } from "./query_rows.ts";

/** An error of a card in the kernel's log. */
export interface XidLine {
  /** The address of the card. */
  readonly busId: string;
  readonly xid: string;
}

/** An error of an NVSwitch in the kernel's log. */
export interface SxidLine {
  readonly busId: string;
  readonly sxid: string;
  readonly isFatal: boolean;
}

/** The address has no function there, and may have `PCI:` in front. */
const ADDRESS = "(?:PCI:)?((?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\\.[0-9a-fA-F])?)";
const XID = new RegExp(`^NVRM: Xid \\(${ADDRESS}\\): (\\d{1,5})(?=,|$)`);
const SXID = new RegExp(`^nvidia-nvswitch\\d*: SXid \\(${ADDRESS}\\): (\\d{1,6}), (.*)$`);

/** Reads a line such as `NVRM: Xid (PCI:0000:00:06): 31, pid=593, ...`; undefined for others. */
export function parseXid(text: string): XidLine | undefined {
  const [, address, xid] = XID.exec(text) ?? [];
  return address === undefined || xid === undefined
    ? undefined
    : { busId: normalizeBusId(address), xid };
}

/** Reads `nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 28006, Non-fatal, Link 46 ...`. */
export function parseSxid(text: string): SxidLine | undefined {
  const [, address, sxid, rest = ""] = SXID.exec(text) ?? [];
  if (address === undefined || sxid === undefined) return undefined;
  return { busId: normalizeBusId(address), sxid, isFatal: /^Fatal/i.test(rest) };
}

function normalizeBusId(address: string): string {
  return normalBusId(address.includes(".") ? address : `${address}.0`);
}
