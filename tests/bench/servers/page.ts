/** The page over made-up plugins, a share of which collects each second: `page.ts <plugins>`. */
import { createApp } from "../../../runtime/host/http/app.ts";
import { fullSnapshot } from "../../../runtime/host/http/page/testing_page.ts";
import { startServer } from "../../../runtime/host/http/serve.ts";
import { fakeFront, fakePorts, fakeSnapshot } from "../../../runtime/host/http/testing_ports.ts";

/** As with the default interval. */
const INTERVAL_SECONDS = 15;

const fixed = fakeSnapshot(fullSnapshot(Number(Deno.args[0])));
let snapshot = fixed;
let second = 0;
setInterval(() => {
  second++;
  const at = new Date(1_767_225_600_000 + second * 1_000).toISOString();
  const isDue = (index: number) => (index + second) % INTERVAL_SECONDS === 0;
  snapshot = {
    ...snapshot,
    plugins: {
      ...snapshot.plugins,
      plugins: snapshot.plugins.plugins.map((plugin, index) =>
        isDue(index) ? { ...plugin, last_success_at: at } : plugin
      ),
    },
    items: snapshot.items.map((item, index) =>
      isDue(index) ? { ...item, numbers: { ...item.numbers, running: second, cpu: second } } : item
    ),
  };
}, 1_000);
const front = fakeFront({}, { overview: () => snapshot });
const app = createApp(fakePorts({ front }));
const { port } = await startServer({ hostname: "127.0.0.1", port: 0, app });
Deno.stdout.writeSync(new TextEncoder().encode(`${port},${Deno.pid}\n`));
