/** Tells the benchmark where a server listens: one line on standard output. */
export function tellPort(port: number): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`));
}
