/** Deno.serve with the bytes that ours would send: `bare.ts <series>`. */
import { SnapshotStore } from "../../../runtime/host/exposition/snapshot_store.ts";
import { benchFamilies } from "../families.ts";
import { tellPort } from "./tell_port.ts";

const series = Number(Deno.args[0]);
const store = new SnapshotStore();
store.put("bench", benchFamilies(series), { series, chars: 0, expiresAtMs: Infinity });
const bytes = store.body("text", "identity", 0) as Uint8Array<ArrayBuffer>;
const headers = { "content-type": "text/plain", "cache-control": "no-transform" };
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => tellPort(port),
}, () => new Response(bytes, { headers }));
