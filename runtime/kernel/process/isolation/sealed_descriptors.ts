/** Marks what it covers to be closed when another program takes a process over (linux/close_range.h). */
const CLOSE_ON_EXEC = 4;
const FIRST = 3;
const LAST = 0xffff_ffff;

/**
 * Keeps whatever files and sockets our own launcher left open from everything that we start: a guest needs
 * no permission for a descriptor that it has. Deno marks its own; those that were there before it are not.
 *
 * @returns false where the system has no such call (Linux before 5.11, another C library).
 */
export function sealDescriptors(): boolean {
  try {
    const library = Deno.dlopen("libc.so.6", {
      close_range: { parameters: ["u32", "u32", "i32"], result: "i32" },
    });
    try {
      return library.symbols.close_range(FIRST, LAST, CLOSE_ON_EXEC) === 0;
    } finally {
      library.close();
    }
  } catch {
    // The library or its symbol is not there; Deno gives either a plain Error.
    return false;
  }
}
