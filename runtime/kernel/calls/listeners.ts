import { mapConcurrently } from "../../async/map_concurrently.ts";
import { parseNetItem } from "../../policy/patterns/net_pattern.ts";

const AT_ONCE = 32;
/** One that takes longer counts as silent: whoever listens accepts at once. */
const TIMEOUT_MS = 1_000;

/** Returns those of the addresses, `host:port`, at which somebody accepts connections. Sends nothing. */
export async function findListeners(addresses: readonly string[]): Promise<string[]> {
  const answers = await mapConcurrently(addresses, AT_ONCE, accepts);
  return addresses.filter((_, index) => answers[index]);
}

async function accepts(address: string): Promise<boolean> {
  const target = parseNetItem(address);
  if (!target) return false;
  const { host: hostname, port } = target;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  try {
    (await Deno.connect({ hostname, port, signal: ending.signal })).close();
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
