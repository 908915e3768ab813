/** The body of `collect` of one plugin for every kind of misbehaviour. */
export const SINS: Record<string, string> = {
  loops: "while (true) {}",
  waits: "await new Promise(() => {});",
  exits: "Deno.exit(1);",
  throws: "throw new Error('down');",
  heaps: "const hoard = []; while (true) hoard.push(new Array(100000).fill(Math.random()));",
  buffers: "const hoard = []; while (true) hoard.push(new Uint8Array(16777216).fill(1));",
  floods: "while (true) Deno.stdout.writeSync(new Uint8Array(65536).fill(120));",
  shouts: "while (true) console.log('x'.repeat(1000));",
  logs: 'while (true) context.log("error", "x".repeat(1000));',
  calls: "for (;;) context.facts.read('/proc/stat').catch(() => {});",
  lies: "return [{ name: 7 }];",
};
