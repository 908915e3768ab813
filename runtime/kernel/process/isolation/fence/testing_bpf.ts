/** One system call, as a filter sees it. */
export interface Call {
  readonly auditArch: number;
  readonly number: number;
  readonly args?: readonly number[];
}

/** Runs an encoded filter as Linux would, and returns its verdict. */
export function runFilter(program: Uint8Array, { auditArch, number, args = [] }: Call): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, auditArch, true);
  args.forEach((value, index) => data.setBigUint64(16 + 8 * index, BigInt(value), true));
  let loaded = 0;
  for (let at = 0; at < program.byteLength; at += 8) {
    const value = code.getUint32(at + 4, true);
    const jump = (holds: boolean) => at += 8 * code.getUint8(at + (holds ? 2 : 3));
    switch (code.getUint16(at, true)) {
      case 0x20:
        loaded = data.getUint32(value, true);
        break;
      case 0x54:
        loaded = (loaded & value) >>> 0;
        break;
      case 0x15:
        jump(loaded === value);
        break;
      case 0x25:
        jump(loaded > value);
        break;
      case 0x06:
        return value;
      default:
        throw new Error(`Cannot run filter: there is no instruction ${code.getUint16(at, true)}`);
    }
  }
  throw new Error("Cannot run filter: it comes to its end without a verdict");
}
