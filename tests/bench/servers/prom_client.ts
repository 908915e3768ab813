/** prom-client, rendering the same series at each scrape: `prom_client.ts <series> [gzip]`. */
import { gzipSync } from "node:zlib";
import { Gauge, Registry } from "prom-client";
import { benchFamilies } from "../families.ts";
import { tellPort } from "./tell_port.ts";

const [series = "10000", encoding] = Deno.args;
const registry = new Registry();
for (const { declaration: { name, help, labels }, samples } of benchFamilies(Number(series))) {
  const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
  for (const sample of samples) {
    if ("value" in sample) gauge.set({ ...sample.labels }, Number(sample.value));
  }
}
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => tellPort(port),
}, async () => {
  const text = await registry.metrics();
  if (encoding !== "gzip") {
    return new Response(text, { headers: { "cache-control": "no-transform" } });
  }
  const headers = { "content-encoding": "gzip", "cache-control": "no-transform" };
  return new Response(gzipSync(text) as Uint8Array<ArrayBuffer>, { headers });
});
