import assert from "node:assert/strict";
import type { DockerContainer } from "../../contract/docker.ts";
import { containerLabelsSchema } from "../../contract/container_labels.ts";
import { findLabelled } from "./labelled_containers.ts";
import type { Addresses } from "./labelled_containers.ts";

const LABELS = containerLabelsSchema.parse({
  name: "llm-monitor.target",
  port: "llm-monitor.port",
  addresses: { metricsUrl: { port: "llm-monitor.metrics-port", path: "/metrics" } },
  values: { engine: "llm-monitor.engine" },
});
const ID = "a".repeat(64);

function container(more: Partial<DockerContainer>): DockerContainer {
  return {
    id: ID,
    name: "web",
    image: "vllm",
    state: "running",
    status: "",
    createdSeconds: 0,
    labels: { "llm-monitor.target": "chat", "llm-monitor.port": "8000" },
    addresses: ["172.18.0.3"],
    ports: [],
    isOnHostNetwork: false,
    ...more,
  };
}

function find(all: readonly DockerContainer[], known = new Map(), isInContainer = false) {
  return findLabelled(all, LABELS, { known, isInContainer });
}

Deno.test("findLabelled finds where a labelled container is reached", () => {
  const published = [{ containerPort: 8000 }, { containerPort: 8000, hostPort: 18000 }];
  const cases: [Partial<DockerContainer>, boolean, string][] = [
    [{}, false, "http://172.18.0.3:8000"],
    [{ ports: published }, false, "http://127.0.0.1:18000"],
    // What is published on the machine is not at our own loopback address then.
    [{ ports: published }, true, "http://172.18.0.3:8000"],
    [{ isOnHostNetwork: true, addresses: [] }, false, "http://127.0.0.1:8000"],
    [
      { ports: [{ containerPort: 8000, hostPort: 18000, hostIp: "192.168.1.5" }] },
      false,
      "http://192.168.1.5:18000",
    ],
  ];
  for (const [more, isInContainer, url] of cases) {
    const { containers, problems } = find([container(more)], new Map(), isInContainer);
    assert.deepEqual([containers, problems], [[{ name: "chat", url }], []]);
  }
});

Deno.test("findLabelled passes over what is not labelled, or labelled as none", () => {
  const none = [
    container({ labels: {} }),
    container({ labels: { "llm-monitor.target": "false" } }),
  ];
  assert.deepEqual(find(none), { containers: [], problems: [] });
});

Deno.test("findLabelled names a target by its label, its service or its container", () => {
  const name = (labels: Record<string, string>) =>
    find([container({ labels: { "llm-monitor.port": "1", ...labels } })]).containers[0]?.name;
  assert.equal(name({ "llm-monitor.target": "a b/c" }), "a_b_c");
  assert.equal(
    name({ "llm-monitor.target": "true", "com.docker.compose.service": "llm" }),
    "llm",
  );
  assert.equal(name({ "llm-monitor.target": "true" }), "web");
  const { containers } = find([container({}), container({ id: "b".repeat(64) })]);
  assert.deepEqual(containers.map((found) => found.name), ["chat", "chat-bbbbbbbbbbbb"]);
});

Deno.test("findLabelled takes the only port, and says what is wrong with others", () => {
  const target = { "llm-monitor.target": "chat", "llm-monitor.engine": "vllm" };
  const one = find([container({ labels: target, ports: [{ containerPort: 11434 }] })]);
  assert.deepEqual(one.containers, [
    { name: "chat", url: "http://172.18.0.3:11434", engine: "vllm" },
  ]);
  const cases: [Partial<DockerContainer>, RegExp][] = [
    [{ labels: target }, /"web": it has no port; set its label llm-monitor\.port/],
    [
      { labels: target, ports: [{ containerPort: 1 }, { containerPort: 2 }] },
      /it has the ports 1, 2; set its label/,
    ],
    [{ labels: { ...target, "llm-monitor.port": "http" } }, /is "http"; it must be a port/],
    [{ labels: { ...target, "llm-monitor.port": "70000" } }, /is "70000"; it must be a port/],
  ];
  for (const [more, message] of cases) {
    const { containers, problems } = find([container(more)]);
    assert.deepEqual(containers, []);
    assert.match(problems[0] ?? "", message);
  }
});

Deno.test("findLabelled keeps telling of a container that stopped, until it is removed", () => {
  const known = new Map<string, Addresses>();
  const before = find([container({})], known).containers;
  const stopped = container({
    state: "exited",
    addresses: [],
    // Its ports are gone, too.
    labels: { "llm-monitor.target": "chat" },
  });
  assert.deepEqual(find([stopped], known).containers, before);
  assert.deepEqual(find([], known).containers, []);
  assert.deepEqual(find([stopped], known).containers, []);
});

Deno.test("findLabelled tells where the metrics are that have a port of their own", () => {
  const labels = { "llm-monitor.target": "triton", "llm-monitor.metrics-port": "8002" };
  const ports = [{ containerPort: 8000 }, { containerPort: 8002 }];
  assert.deepEqual(find([container({ labels, ports })]).containers, [{
    name: "triton",
    url: "http://172.18.0.3:8000",
    metricsUrl: "http://172.18.0.3:8002/metrics",
  }]);
  const wrong = { ...labels, "llm-monitor.metrics-port": "x" };
  assert.match(
    find([container({ labels: wrong, ports })]).problems[0] ?? "",
    /metrics-port is "x"/,
  );
});

Deno.test("findLabelled knows no label that was not declared", () => {
  const labels = containerLabelsSchema.parse({
    name: "llm-monitor.cache",
    port: "llm-monitor.cache-port",
    values: { role: "llm-monitor.role" },
  });
  const options = { known: new Map(), isInContainer: false };
  const cache = container({
    labels: { "llm-monitor.cache": "users", "llm-monitor.role": "replica" },
    ports: [{ containerPort: 6379 }],
  });
  assert.deepEqual(findLabelled([cache, container({ id: "b".repeat(64) })], labels, options), {
    containers: [{ name: "users", url: "http://172.18.0.3:6379", role: "replica" }],
    problems: [],
  });
});
