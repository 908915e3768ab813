/** From an engine's raw answers to counters, as one machine of each kind gives them. */
import assert from "node:assert/strict";
import { pickContainers, pickDetails, pickStats } from "@llm-monitor/sdk/testing";
import { parseCounters } from "./parse/counters.ts";

const MIB = 1024 * 1024;

const CASES: Readonly<Record<string, { raw: unknown; expected: unknown }>> = {
  "cgroup v1": {
    raw: {
      pids_stats: { current: 12 },
      cpu_stats: {
        cpu_usage: {
          total_usage: 2_500_000_000,
          percpu_usage: [2_000_000_000, 500_000_000],
          usage_in_kernelmode: 500_000_000,
          usage_in_usermode: 2_000_000_000,
        },
        throttling_data: { periods: 10, throttled_periods: 2, throttled_time: 30_000_000 },
      },
      memory_stats: {
        usage: 100 * MIB,
        max_usage: 120 * MIB,
        stats: {
          rss: 1,
          total_rss: 60 * MIB,
          cache: 1,
          total_cache: 30 * MIB,
          inactive_file: 1,
          total_inactive_file: 20 * MIB,
          total_swap: 0,
        },
      },
      blkio_stats: {
        io_service_bytes_recursive: [
          { major: 8, minor: 0, op: "Read", value: 100 },
          { major: 8, minor: 16, op: "Read", value: 11 },
          { major: 8, minor: 0, op: "Write", value: 7 },
          { major: 8, minor: 0, op: "Total", value: 107 },
        ],
        io_serviced_recursive: null,
      },
      networks: { eth0: { rx_bytes: 5, tx_bytes: 6 } },
    },
    expected: {
      cpuSeconds: 2.5,
      cpuUserSeconds: 2,
      cpuSystemSeconds: 0.5,
      cpuPeriods: 10,
      cpuThrottledPeriods: 2,
      cpuThrottledSeconds: 0.03,
      memoryUsageBytes: 100 * MIB,
      memoryWorkingSetBytes: 80 * MIB,
      memoryRssBytes: 60 * MIB,
      memoryCacheBytes: 30 * MIB,
      memorySwapBytes: 0,
      blockReadBytes: 111,
      blockWrittenBytes: 7,
      processes: 12,
      interfaces: { eth0: { rx_bytes: 5, tx_bytes: 6 } },
    },
  },
  "cgroup v2, a network of the host's": {
    raw: {
      cpu_stats: { cpu_usage: { total_usage: 1_000_000_000 } },
      memory_stats: {
        usage: 10 * MIB,
        stats: { anon: 4 * MIB, file: 3 * MIB, inactive_file: 2 * MIB },
      },
      blkio_stats: { io_service_bytes_recursive: [{ op: "read", value: 9 }] },
    },
    expected: {
      cpuSeconds: 1,
      memoryUsageBytes: 10 * MIB,
      memoryWorkingSetBytes: 8 * MIB,
      memoryRssBytes: 4 * MIB,
      memoryCacheBytes: 3 * MIB,
      blockReadBytes: 9,
      interfaces: {},
    },
  },
  "Windows, which counts in 100 ns": {
    raw: {
      cpu_stats: { cpu_usage: { total_usage: 30_000_000 } },
      memory_stats: { commitbytes: 9, privateworkingset: 77 },
    },
    expected: { cpuSeconds: 3, memoryWorkingSetBytes: 77, interfaces: {} },
  },
  "a container that does not run": {
    raw: { cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} },
    expected: undefined,
  },
};

for (const [name, { raw, expected }] of Object.entries(CASES)) {
  Deno.test(`the docker plugin reads a raw sample: ${name}`, () => {
    assert.deepEqual(parseCounters(pickStats(raw)), expected);
  });
}

Deno.test("the docker plugin reads a raw list and a raw inspection", () => {
  const [container] = pickContainers([{
    Id: "a".repeat(64),
    Names: ["/stack/chat-1", "/chat-1"],
    Image: "vllm/vllm-openai:v0.11.0",
    State: "running",
    Labels: { "com.docker.compose.service": "chat", secret: "x" },
  }], []);
  assert.equal(container?.name, "chat-1");
  assert.equal(container?.state, "running");
  assert.deepEqual(container?.labels, { "com.docker.compose.service": "chat" });
  const details = pickDetails("a", {
    State: { StartedAt: "2026-11-23T10:00:00Z", OOMKilled: true },
    Config: { Env: ["TOKEN=secret"] },
  });
  assert.equal(details.startedAt, "2026-11-23T10:00:00Z");
  assert.doesNotMatch(JSON.stringify(details), /secret/);
});
