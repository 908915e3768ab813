/**
 * The service `inventory`: systeminformation, for what /proc does not tell. It reads all over the
 * machine and runs programs, so it has a process of its own and answers a short list of questions.
 */
import * as systeminformation from "systeminformation";
import { serveRequests } from "./serve.ts";

/** Names that tell one machine from all others: none of them leaves this process. */
const SENSITIVE =
  /^(?:serial|uuid|sku|assetTag|hostname|fqdn|servicepack|codepage|iface|mac|ip4|ip6)/i;

if (import.meta.main) {
  await serveRequests({
    osInfo: async () => withoutSensitive(await systeminformation.osInfo()),
    cpu: async () => withoutSensitive(await systeminformation.cpu()),
    cpuTemperature: async () => withoutSensitive(await systeminformation.cpuTemperature()),
    fsSize: async () => withoutSensitive(await systeminformation.fsSize()),
    system: async () => withoutSensitive(await systeminformation.system()),
    baseboard: async () => withoutSensitive(await systeminformation.baseboard()),
    mem: async () => withoutSensitive(await systeminformation.mem()),
    memLayout: async () => withoutSensitive(await systeminformation.memLayout()),
    diskLayout: async () => withoutSensitive(await systeminformation.diskLayout()),
  });
  Deno.exit(0);
}

function withoutSensitive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSensitive);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !SENSITIVE.test(key) && !/serial/i.test(key))
      .map(([key, inner]) => [key, withoutSensitive(inner)]),
  );
}
