/** A page of everything at once, for this folder's tests. */
import type { Snapshot } from "../../overview/overview.ts";
import type { FrontPorts } from "../ports.ts";
import { fakeFront, fakeItem, fakePlugin, fakeStatus } from "../testing_ports.ts";
import { renderPage, renderSections } from "./render_page.ts";
import type { PageData } from "./section.ts";

/** The data of a page. */
export function fakeData(
  snapshot: Partial<Snapshot> = {},
  fields: Partial<FrontPorts> = {},
): PageData {
  const front = fakeFront(snapshot, fields);
  return { front, snapshot: front.overview() };
}

/** The HTML of a page. */
export function pageText(
  snapshot: Partial<Snapshot> = {},
  fields: Partial<FrontPorts> = {},
): string {
  const data = fakeData(snapshot, fields);
  const sections = renderSections(data);
  return renderPage(data, { page: "1", sections, choice: {} }).text;
}

/** A machine with this many plugins, and with cards, servers and containers. */
export function fullSnapshot(plugins: number): Partial<Snapshot> {
  const list = Array.from(
    { length: plugins },
    (_, index) =>
      fakePlugin({
        name: `plugin_${index}`,
        description: "One of many",
        last_success_at: "2026-01-01T00:00:05.000Z",
        last_duration_seconds: 0.012 + index / 1e5,
        resident_memory_bytes: 14e6 + index * 1_000,
        command: Array.from(
          { length: 30 },
          (_, word) => `--flag-${word}=/some/longer/path/${word}`,
        ),
      }),
  );
  const items = [
    ...numbered(8, (index) => fakeItem({ key: `GPU-${index}`, labels: { gpu: `GPU-${index}` } })),
    ...numbered(8, (index) =>
      fakeItem({
        kind: "llm_server",
        key: `server-${index}`,
        labels: { target: `server-${index}` },
        numbers: { up: 1, running: 3, waiting: 0, tokens: 700, kv_cache: 0.4 },
        texts: { state: ["up"], engine: ["vllm"], models: ["model"] },
      })),
    ...numbered(40, (index) =>
      fakeItem({
        kind: "container",
        key: `c-${index}`,
        labels: { container: `c-${index}` },
        numbers: { cpu: 0.5, memory: 5e9, memory_limit: 8e9, restarts: 0 },
        texts: { state: ["running"], health: ["healthy"], image: ["image:1"] },
      })),
  ];
  return {
    status: fakeStatus(),
    plugins: { schema_version: 1, isolation: [], plugins: list },
    items,
  };
}

function numbered<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
