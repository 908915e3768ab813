import assert from "node:assert/strict";
import type { EngineAnswer } from "./bundle.ts";
import { learnContainers, reduceEngine } from "./reduce_engine.ts";
import { Redactor } from "./redactor.ts";

const ID = "4c01db0b339c4e5f8a7d6e5f4c3b2a190807060504030201f0e0d0c0b0a09080";
/** Stands wherever nobody reads it. */
const PLANTED = "planted";

const LIST: EngineAnswer = {
  path: "/containers/json?all=true",
  status: 200,
  document: [{
    Id: ID,
    Names: ["/chat-vllm-1", "/web/chat-vllm-1"],
    Image: "registry.corp:5000/team/vllm:v1",
    Command: PLANTED,
    State: "running",
    Status: "Up 5 minutes (healthy)",
    Created: 1,
    Labels: {
      "com.docker.compose.service": "chat",
      secret: PLANTED,
      [PLANTED]: "x",
      "llm-monitor.port": "8000",
    },
    HostConfig: { NetworkMode: "corp_net", Annotations: { x: PLANTED } },
    NetworkSettings: { Networks: { corp_net: { IPAddress: "172.18.0.2", MacAddress: PLANTED } } },
    Ports: [{ IP: "0.0.0.0", PrivatePort: 8000, PublicPort: 8000, Type: "tcp" }],
    Mounts: [{ Source: `/home/${PLANTED}` }],
  }],
};
const DETAILS: EngineAnswer = {
  path: `/containers/${ID}/json`,
  status: 200,
  document: {
    Id: ID,
    Name: "/chat-vllm-1",
    Path: PLANTED,
    Args: ["--api-key", PLANTED],
    Config: {
      Image: "vllm",
      Env: [`KEY=${PLANTED}`, "NVIDIA_VISIBLE_DEVICES=0,1"],
      Cmd: [PLANTED],
    },
    State: { Status: "running", Health: { Status: "healthy", Log: [{ Output: PLANTED }] } },
    HostConfig: {
      Memory: 5,
      Binds: [PLANTED],
      RestartPolicy: { Name: "always" },
      Sysctls: { a: PLANTED },
    },
    GraphDriver: { Data: { a: PLANTED } },
  },
};
const STATS: EngineAnswer = {
  path: `/containers/${ID}/stats?stream=false&one-shot=true`,
  status: 200,
  document: {
    name: `/${PLANTED}`,
    id: ID,
    read: "2026-11-26T00:00:00Z",
    memory_stats: { usage: 5, stats: { anon: 1 } },
    blkio_stats: { io_service_bytes_recursive: [{ major: 8, op: "read", value: 1 }] },
    networks: { eth0: { rx_bytes: 1 } },
  },
};

Deno.test("reduceEngine keeps what is read, under other names, and nothing else", () => {
  const redactor = new Redactor({ secrets: [], hosts: [], users: [] });
  const all = [LIST, DETAILS, STATS];
  learnContainers(all, redactor);
  const reduced = all.map((answer) => reduceEngine(answer, redactor));
  const text = JSON.stringify(reduced);
  for (const gone of [PLANTED, "chat-vllm", "corp", "172.18.0.2"]) {
    assert(!text.includes(gone), gone);
  }
  const [list, details, stats] = reduced;
  assert.deepEqual(list?.document, [{
    Id: ID,
    Names: ["/container-1", "/container-2/container-1"],
    Image: "host-1/team/vllm:v1",
    State: "running",
    Status: "Up 5 minutes (healthy)",
    Created: 1,
    Labels: { "com.docker.compose.service": "container-3", "llm-monitor.port": "8000" },
    HostConfig: { NetworkMode: "network-1" },
    NetworkSettings: { Networks: { "network-1": { IPAddress: "198.18.0.1" } } },
    Ports: [{ IP: "0.0.0.0", PrivatePort: 8000, PublicPort: 8000, Type: "tcp" }],
  }]);
  assert.deepEqual(details?.document, {
    Id: ID,
    Name: "/container-1",
    Config: { Image: "vllm", Env: ["NVIDIA_VISIBLE_DEVICES=0,1"] },
    State: { Status: "running", Health: { Status: "healthy" } },
    HostConfig: { Memory: 5, RestartPolicy: { Name: "always" } },
  });
  assert.deepEqual(stats?.document, {
    read: "2026-11-26T00:00:00Z",
    memory_stats: { usage: 5, stats: { anon: 1 } },
    blkio_stats: { io_service_bytes_recursive: [{ major: 8, op: "read", value: 1 }] },
    networks: { eth0: { rx_bytes: 1 } },
  });
});
