/** Items 98 and 103 of the list of attacks: what clients of the endpoint may do to it. */
import assert from "node:assert/strict";
import { CONNECTION_LIMITS } from "../../runtime/host/http/connections.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import type { Monitor } from "../support/monitor.ts";
import { underAttack } from "./under_attack.ts";

const CONNECTIONS = 1_007;
const START = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n";

/** The bytes that each connection of a bad client sends before it falls silent. */
const HABITS: Readonly<Record<string, string>> = {
  "idle connections": "",
  "half-sent headers": START,
  "half-sent bodies": `${START.replace("GET", "POST")}Content-Length: 10\r\n\r\nabc`,
  "answers that nobody reads": `${START}\r\n`.repeat(CONNECTION_LIMITS.inFlight),
};

Deno.test("clients that hold connections keep no other one out", async (test) => {
  await underAttack([], async (monitor) => {
    await monitor.untilReady();
    for (const [title, text] of Object.entries(HABITS)) {
      await test.step(`item 98: ${CONNECTIONS} times ${title}`, () => hold(monitor, text));
    }
    const evicted = 'llm_monitor_runtime_http_connections_closed_total{reason="evicted"}';
    assert.ok((await monitor.value(evicted) ?? 0) >= 2 * (CONNECTIONS - CONNECTION_LIMITS.open));
  });
});

Deno.test("item 103: a page on the web cannot read the metrics under a name of its own", async () => {
  const port = freePort();
  await underAttack([], async (monitor) => {
    await monitor.untilReady();
    const ask = (host: string) => statusUnder(port, host);
    for (const host of ["evil.example", "127.0.0.1.evil.example", "evil.example:80:80"]) {
      assert.equal(await ask(host), 421, host);
    }
    for (const host of ["127.0.0.1", "localhost", Deno.hostname(), "monitor", "mine.example"]) {
      assert.equal(await ask(host), 200, host);
    }
  }, { config: { server: { host: "0.0.0.0", port, allowedHosts: ["mine.example"] } } });
});

/** Opens the connections, and leaves when a new client was answered beside them. */
async function hold(monitor: Monitor, text: string): Promise<void> {
  const { hostname, port } = new URL(monitor.url);
  const bytes = new TextEncoder().encode(text);
  const held: Deno.Conn[] = [];
  try {
    for (let count = 0; count < CONNECTIONS; count++) {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      held.push(connection);
      // One that was evicted already takes nothing.
      await connection.write(bytes).catch(() => {});
    }
    assert.equal(await statusUnder(Number(port), "localhost"), 200);
    assert.ok(await countOpen(monitor) <= CONNECTION_LIMITS.openInBurst);
    await eventually("a burst is over", async () => {
      return await countOpen(monitor) <= CONNECTION_LIMITS.open;
    });
  } finally {
    for (const connection of held) connection.close();
  }
  await eventually("what was held is free again", async () => await countOpen(monitor) < 10);
}

async function countOpen(monitor: Monitor): Promise<number> {
  return await monitor.value("llm_monitor_runtime_http_connections_open") ?? Infinity;
}

/** The status of a new client's scrape; fetch lets nobody set `Host`. */
async function statusUnder(port: number, host: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(64);
  const count = await connection.read(buffer) ?? 0;
  return Number(new TextDecoder().decode(buffer.subarray(0, count)).split(" ")[1]);
}
