import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { withMonitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { needs, run } from "../support/tools.ts";

const NO_PRLIMIT = needs("prlimit", "util-linux");

Deno.test({
  name: "a host without descriptors left goes on collecting, and answers as soon as it has some",
  ignore: NO_PRLIMIT,
  fn: () =>
    withMonitor(async (project) => {
      // It may listen again on the port that it was given, and on no other.
      await project.writeConfig(
        `server: { port: ${freePort()} }\n` + 'supervisor: { minInterval: "200ms" }\n' +
          'plugins: { good: { interval: "200ms" } }\n',
      );
      await project.writePlugin("good");
    }, async (monitor) => {
      await monitor.untilReady();
      // Deno opens what it needs for itself in its first second.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const host = (await descendantsOf(monitor.pid))
        .find(({ command }) => command.includes("runtime/host/main.ts"));
      assert(host, "there is no host");
      const open = [...Deno.readDirSync(`/proc/${host.pid}/fd`)].length;
      const limit = open + 8;
      const lowered = await run("prlimit", [`--pid=${host.pid}`, `--nofile=${limit}:${limit}`]);
      assert.equal(lowered.code, 0, lowered.output);
      const { hostname, port } = new URL(monitor.url);
      const idle: Deno.Conn[] = [];
      const collections = async () =>
        await monitor.value('llm_monitor_plugin_collections_total{plugin="good",result="ok"}') ?? 0;
      const before = await collections();
      // More than it can have: the listener is lost, and made again.
      while (await openOne(idle, { hostname, port: Number(port) }) && idle.length < 40);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      for (const connection of idle) connection.close();
      const after = await eventually("it answers again", async () => {
        const value = await collections();
        return value > before && value;
      });
      // It went on in the two seconds in which it could accept nobody.
      assert(after - before >= 3, `${after - before} collections`);
      assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
      // A connection that was open before is answered all the while; a new one is when it listens.
      await eventually("the loss was counted", async () => {
        const losses = await monitor.value("llm_monitor_runtime_http_listener_losses_total") ?? 0;
        return losses > 0 && monitor.logs.some(({ code }) => code === "listener_lost");
      });
      using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
      await eventually("a new client is answered", async () => {
        const response = await fetch(`${monitor.url}/health`, { client });
        await response.body?.cancel();
        return response.status === 200;
      });
      assert.deepEqual(monitor.logs.filter(({ level }) => level === "raw"), []);
    }),
});

/** Returns whether another connection was taken. */
async function openOne(open: Deno.Conn[], to: Deno.ConnectOptions): Promise<boolean> {
  try {
    open.push(await Deno.connect(to));
    return true;
  } catch (error) {
    const isRefused = error instanceof Deno.errors.ConnectionRefused ||
      error instanceof Deno.errors.ConnectionReset;
    if (isRefused) return false;
    throw error;
  }
}
