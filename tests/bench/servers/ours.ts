/** Our server over our snapshots: `ours.ts <series>`. */
import { SnapshotStore } from "../../../runtime/host/exposition/snapshot_store.ts";
import { createApp } from "../../../runtime/host/http/app.ts";
import { startServer } from "../../../runtime/host/http/serve.ts";
import { fakeFront } from "../../../runtime/host/http/testing_ports.ts";
import { benchFamilies } from "../families.ts";
import { tellPort } from "./tell_port.ts";

const series = Number(Deno.args[0]);
const store = new SnapshotStore();
store.put("bench", benchFamilies(series), { series, chars: 0, expiresAtMs: Infinity });
const app = createApp({
  metrics: (format, encoding) => store.body(format, encoding, performance.now()),
  ready: () => ({ ready: true, reasons: [] }),
  plugins: () => ({ schema_version: 1, isolation: [], plugins: [] }),
  status: () => {
    throw new Error("The benchmark asks for metrics alone");
  },
  observe: () => {},
  auth: undefined,
  front: fakeFront(),
});
const { port } = await startServer({ hostname: "127.0.0.1", port: 0, app });
tellPort(port);
