/** One instruction of classic BPF (linux/filter.h), as seccomp runs it. Jumps count from the next one. */
export interface Instruction {
  readonly code: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly value: number;
}

const INSTRUCTION_BYTES = 8;
/** The kernel takes no longer program. */
const MAX_INSTRUCTIONS = 4096;

/** BPF_LD | BPF_W | BPF_ABS: loads 32 bits of the call at this offset. */
export function load(offset: number): Instruction {
  return { code: 0x20, whenTrue: 0, whenFalse: 0, value: offset };
}

/** BPF_ALU | BPF_AND | BPF_K: keeps these bits of what was loaded. */
export function mask(bits: number): Instruction {
  return { code: 0x54, whenTrue: 0, whenFalse: 0, value: bits };
}

/** BPF_JMP | BPF_JEQ | BPF_K: skips so many instructions when what was loaded is the value, or is not. */
export function ifEqual(value: number, whenTrue: number, whenFalse: number): Instruction {
  return { code: 0x15, whenTrue, whenFalse, value };
}

/** BPF_JMP | BPF_JGT | BPF_K: the same when what was loaded is greater. */
export function ifGreater(value: number, whenTrue: number, whenFalse: number): Instruction {
  return { code: 0x25, whenTrue, whenFalse, value };
}

/** BPF_RET | BPF_K: ends with this verdict. */
export function verdict(value: number): Instruction {
  return { code: 0x06, whenTrue: 0, whenFalse: 0, value };
}

/** Encodes a program as the kernel takes it: an array of `struct sock_filter`, little-endian. */
export function encodeProgram(program: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  if (program.length > MAX_INSTRUCTIONS) {
    throw new RangeError(
      `Cannot encode filter: it has ${program.length} instructions, ${MAX_INSTRUCTIONS} are allowed`,
    );
  }
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, whenTrue, whenFalse, value }, index) => {
    const last = index + Math.max(whenTrue, whenFalse) + 1;
    if (Math.max(whenTrue, whenFalse) > 0xff || (code !== 0x06 && last >= program.length)) {
      throw new RangeError(`Cannot encode filter: instruction ${index} leads out of the program`);
    }
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, whenTrue);
    view.setUint8(at + 3, whenFalse);
    view.setUint32(at + 4, value, true);
  });
  return bytes;
}
