import { request } from "node:http";
import type { ClientRequest } from "node:http";
import { History, STEP_MS, STEPS } from "../../runtime/host/views/history.ts";
import { cpuSeconds } from "./cpu_seconds.ts";
import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";
import { withServers } from "./server.ts";

const PLUGINS = 200;
const LISTENERS = 200;
const WATCHED_MS = 10_000;

/** Measures the status page of 200 plugins: reading it, following it, its memory. */
export async function benchPage(): Promise<Figure[]> {
  const { bytes, milliseconds, share } = await withServers(
    "page.ts",
    [String(PLUGINS)],
    async ([port = 0, pid = 0]) => {
      const url = `http://127.0.0.1:${port}`;
      const read = await readOften(url);
      const alone = await cpuShare(pid);
      const close = await listen(url);
      const watched = await cpuShare(pid);
      close();
      return { ...read, share: watched - alone };
    },
  );
  return [
    { name: "page of 200 plugins, answered", value: milliseconds, unit: "ms", target: "<= 5" },
    {
      name: "page of 200 plugins, over the wire",
      value: bytes / 1_024,
      unit: "KB",
      target: "<= 60",
    },
    {
      name: "200 who follow the page of 200 plugins, CPU",
      value: share * 100,
      unit: "%",
      target: "<= 5",
    },
    { name: "page's history, as full as it gets", value: historyMb(), unit: "MB", target: "<= 8" },
  ];
}

async function readOften(url: string): Promise<{ bytes: number; milliseconds: number }> {
  const times: number[] = [];
  let bytes = 0;
  for (let count = 0; count < 200; count++) {
    const startMs = performance.now();
    bytes = await download(url);
    times.push(performance.now() - startMs);
  }
  return { bytes, milliseconds: median(times) };
}

/** The bytes of the page as they come over the wire. */
function download(url: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
    let bytes = 0;
    response.on("data", (chunk: Uint8Array) => bytes += chunk.length);
    response.on("end", () => resolve(bytes));
  }).on("error", reject).end();
  return promise;
}

/** Listens as often as may be, one after the other, as people come. */
async function listen(url: string): Promise<() => void> {
  const requests: ClientRequest[] = [];
  for (let count = 0; count < LISTENERS; count++) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = request(`${url}/api/v1/events?page=1`, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`It answered ${response.statusCode}`));
    });
    one.on("error", (error) => reject(error));
    one.end();
    await promise;
    requests.push(one);
  }
  return () => requests.forEach((one) => one.destroy());
}

/** The share of a processor that a process uses. */
async function cpuShare(pid: number): Promise<number> {
  const before = await cpuSeconds(pid);
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
  return (await cpuSeconds(pid) - before) / (WATCHED_MS / 1_000);
}

/** Memory of a history of as many series as it takes; of several, since the heap is never still. */
function historyMb(): number {
  const before = memoryBytes();
  const histories = Array.from({ length: 10 }, fullHistory);
  const used = memoryBytes() - before;
  return used / histories.filter(({ size }) => size > 0).length / 1e6;
}

function fullHistory(): History {
  const history = new History();
  for (let index = 0; index < 10_000; index++) {
    const id = { kind: "gpu", key: `GPU-${index}`, field: "power" } as const;
    for (let step = 0; step < STEPS; step += 20) history.add(id, index, step * STEP_MS);
  }
  return history;
}

function memoryBytes(): number {
  return Deno.memoryUsage().rss;
}
