import assert from "node:assert/strict";
import { chooseApiVersion } from "./api_version.ts";
import { readConnection } from "./connection.ts";
import { pickContainers } from "./pick_containers.ts";
import { pickDetails } from "./pick_details.ts";
import { pickDiskUsage } from "./pick_disk_usage.ts";
import { pickEngine } from "./pick_engine.ts";
import { pickStats } from "./pick_stats.ts";

const SECRETS = /hunter2|hidden/;

Deno.test("pickContainers keeps allowed labels and the container's own name, and nothing else", () => {
  const [one, ...more] = pickContainers([{
    Id: "a",
    Names: ["/web/db", "/db"],
    Image: "db:1",
    State: "Running",
    Status: "Up",
    Created: 5,
    Command: "serve --key hunter2",
    Labels: {
      "com.docker.compose.project": "shop",
      "llm-monitor.port": "8000",
      team: "a",
      password: "hunter2",
    },
    Mounts: [{ Source: "/hidden" }],
    HostConfig: { NetworkMode: "shop_default" },
    NetworkSettings: {
      Networks: { shop_default: { IPAddress: "172.18.0.3", MacAddress: "hidden" }, b: {} },
    },
    Ports: [
      { PrivatePort: 8000, Type: "tcp" },
      { IP: "0.0.0.0", PrivatePort: 9000, PublicPort: 19000, Type: "tcp" },
      { IP: "::", PrivatePort: 9000, PublicPort: 19000, Type: "tcp" },
      { IP: "192.168.1.5", PrivatePort: 9001, PublicPort: 19001, Type: "tcp" },
      { PrivatePort: 53, Type: "udp" },
      { PrivatePort: "hidden", Type: "tcp" },
    ],
  }], ["team"]);
  assert.deepEqual(more, []);
  assert.deepEqual(one, {
    id: "a",
    name: "db",
    image: "db:1",
    state: "running",
    status: "Up",
    createdSeconds: 5,
    labels: { "com.docker.compose.project": "shop", "llm-monitor.port": "8000", team: "a" },
    addresses: ["172.18.0.3"],
    ports: [
      { containerPort: 8000 },
      { containerPort: 9000, hostPort: 19000 },
      { containerPort: 9000, hostPort: 19000 },
      { containerPort: 9001, hostPort: 19001, hostIp: "192.168.1.5" },
    ],
    isOnHostNetwork: false,
  });
});

Deno.test("pickContainers gives nothing for what is no list of containers", () => {
  for (const answer of [null, {}, "x", [1, null, "a"]]) {
    assert.deepEqual(pickContainers(answer, []), [], JSON.stringify(answer));
  }
  assert.deepEqual(pickContainers([{}], [])[0]?.labels, {});
  assert.equal(pickContainers([{ Created: "1970-01-01T00:00:07Z" }], [])[0]?.createdSeconds, 7);
});

Deno.test("pickDetails tells limits and health, and keeps environment and commands back", () => {
  const details = pickDetails("a", {
    Args: ["hunter2"],
    Path: "hidden",
    RestartCount: 3,
    State: {
      StartedAt: "2026-01-01T00:00:00Z",
      FinishedAt: "",
      ExitCode: 0,
      OOMKilled: true,
      Health: { Status: "unhealthy", FailingStreak: 4, Log: [{ Output: "hunter2" }] },
    },
    Config: { Image: "db:1", Env: ["TOKEN=hunter2"], Cmd: ["hunter2"], Labels: { x: "hidden" } },
    HostConfig: {
      Memory: 1024,
      NanoCpus: 1_500_000_000,
      PidsLimit: -1,
      NetworkMode: "container:0123",
      RestartPolicy: { Name: "always" },
      Binds: ["/hidden:/x"],
      DeviceRequests: [
        { Driver: "nvidia", Count: -1, DeviceIDs: null, Capabilities: [["gpu"]] },
        { Driver: "cdi", Count: 0, DeviceIDs: ["nvidia.com/gpu=0", "bad id\n"] },
        { Driver: "other", Capabilities: [["tpu"]] },
      ],
    },
    Mounts: [{ Source: "/hidden" }],
  });
  assert.deepEqual(details, {
    id: "a",
    image: "db:1",
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "",
    exitCode: 0,
    oomKilled: true,
    restartCount: 3,
    networkMode: "container",
    restartPolicy: "always",
    gpus: [
      { driver: "nvidia", count: -1, ids: [] },
      { driver: "cdi", count: 0, ids: ["nvidia.com/gpu=0"] },
    ],
    health: "unhealthy",
    healthFailingStreak: 4,
    memoryLimitBytes: 1024,
    cpuLimit: 1.5,
  });
  assert.doesNotMatch(JSON.stringify(details), SECRETS);
});

Deno.test("pickDetails reads limits by quota, and cards of the older kind", () => {
  const details = (HostConfig: unknown, Env: unknown = []) =>
    pickDetails("a", { HostConfig, Config: { Env } });
  assert.equal(details({ CpuQuota: 50_000 }).cpuLimit, 0.5);
  assert.equal(details({ CpuQuota: 50_000, CpuPeriod: 25_000 }).cpuLimit, 2);
  assert.equal(details({ CpuQuota: -1, Memory: 0 }).cpuLimit, undefined);
  const cards = (visible: string) =>
    details({ Runtime: "nvidia" }, ["PATH=/bin", `NVIDIA_VISIBLE_DEVICES=${visible}`]).gpus;
  assert.deepEqual(cards("all"), [{ driver: "nvidia", count: -1, ids: [] }]);
  assert.deepEqual(cards("0,GPU-a"), [{ driver: "nvidia", count: 0, ids: ["0", "GPU-a"] }]);
  assert.deepEqual(cards("void"), []);
  assert.deepEqual(details({}, ["NVIDIA_VISIBLE_DEVICES=all"]).gpus, []);
  assert.equal(pickDetails("a", null).exitCode, 0);
});

Deno.test("pickStats takes the sections of counters alone", () => {
  assert.deepEqual(
    pickStats({
      name: "/x",
      id: "a",
      cpu_stats: { cpu_usage: { total_usage: 3, percpu_usage: [1, 2] }, online_cpus: 2, other: 1 },
      blkio_stats: { io_service_bytes_recursive: null, io_wait_time_recursive: [{}] },
      networks: null,
      storage_stats: {},
    }),
    {
      cpu_stats: { cpu_usage: { total_usage: 3 }, online_cpus: 2 },
      blkio_stats: { io_service_bytes_recursive: null },
    },
  );
  assert.deepEqual(pickStats([]), {});
});

Deno.test("pickEngine tells podman from Docker", () => {
  assert.deepEqual(
    pickEngine({ Version: "5.4", Components: [{ Name: "Podman Engine" }] }, {}, "1.41"),
    { name: "Podman", version: "5.4", apiVersion: "1.41", storageDriver: "", cgroupVersion: "" },
  );
  assert.equal(pickEngine({}, { Driver: "overlay2", CgroupVersion: "2" }, "").name, "Docker");
});

Deno.test("chooseApiVersion speaks the older of both versions", () => {
  const cases: [unknown, string][] = [
    [{ ApiVersion: "1.41" }, "1.41"],
    [{ ApiVersion: "1.9" }, "1.9"],
    [{ ApiVersion: "1.60" }, "1.52"],
    [{ ApiVersion: "2.0" }, "1.52"],
    [{ ApiVersion: "1.41/../x" }, ""],
    [{}, ""],
    [null, ""],
  ];
  for (const [answer, expected] of cases) assert.equal(chooseApiVersion(answer), expected);
});

Deno.test("connectionOf turns every address into what dockerode takes", () => {
  const read = (path: string) => `text of ${path}`;
  assert.deepEqual(readConnection({ host: "unix:///run/d.sock", tls: {} }, read), {
    socketPath: "/run/d.sock",
  });
  assert.deepEqual(readConnection({ host: "tcp://proxy", tls: {} }, read), {
    host: "proxy",
    port: 2375,
    protocol: "http",
  });
  assert.deepEqual(readConnection({ host: "tcp://h:99", tls: { ca: "/c" } }, read), {
    host: "h",
    port: 99,
    protocol: "https",
    ca: "text of /c",
  });
  assert.equal(readConnection({ host: "https://h", tls: {} }, read).port, 2376);
  // The usual ports of HTTP are told like any other.
  const told: [string, number][] = [["tcp://h:80", 80], ["http://h:80", 80], [
    "https://h:443",
    443,
  ]];
  for (const [host, port] of told) assert.equal(readConnection({ host, tls: {} }, read).port, port);
});

Deno.test("pickDetails counts the CPUs that a container is pinned to", () => {
  const limit = (HostConfig: unknown) => pickDetails("a", { HostConfig }).cpuLimit;
  assert.equal(limit({ CpusetCpus: "0,3" }), 2);
  assert.equal(limit({ CpusetCpus: "0-3,8" }), 5);
  assert.equal(limit({ CpusetCpus: "0-3,2-5" }), 6);
  assert.equal(limit({ CpusetCpus: "0-3", NanoCpus: 1.5e9 }), 1.5);
  assert.equal(limit({ CpusetCpus: "0", CpuQuota: 400_000 }), 1);
  assert.equal(limit({ CpusetCpus: "" }), undefined);
  assert.equal(limit({ CpusetCpus: "all" }), undefined);
});

Deno.test("pickContainers tells labels of Swarm and Kubernetes", () => {
  const labels = {
    "com.docker.stack.namespace": "shop",
    "com.docker.swarm.service.name": "shop_web",
    "io.kubernetes.pod.name": "vllm-0",
    "io.kubernetes.pod.namespace": "ml",
    "io.kubernetes.container.name": "vllm",
  };
  const [one] = pickContainers(
    [{ Labels: { ...labels, "com.docker.swarm.task.id": "hidden" } }],
    [],
  );
  assert.deepEqual(one?.labels, labels);
});

Deno.test("pickDiskUsage adds up what is used, and takes -1 for unknown", () => {
  const anonymous = "a".repeat(64);
  const answer = {
    LayersSize: 900,
    Images: [{ Size: 600, SharedSize: 100 }, { Size: 500, Labels: { key: "hunter2" } }],
    Containers: [{ Id: "a", SizeRw: 7, Command: "hunter2" }, { Id: "b" }],
    Volumes: [
      { Name: "models", Mountpoint: "/hidden", UsageData: { Size: 50, RefCount: 1 } },
      { Name: "late", UsageData: { Size: -1, RefCount: -1 } },
      { Name: anonymous, UsageData: { Size: 3 } },
    ],
    BuildCache: [{ Size: 5, Shared: false }, { Size: 9, Shared: true }],
  };
  const usage = pickDiskUsage(answer);
  assert.deepEqual(usage, {
    images: { count: 2, bytes: 900 },
    containers: { count: 2, bytes: 7 },
    volumes: { count: 3, bytes: 53 },
    buildCache: { count: 2, bytes: 5 },
    containerBytes: { a: 7 },
    volumeBytes: { models: 50 },
  });
  assert.doesNotMatch(JSON.stringify(usage), SECRETS);
  const newer = pickDiskUsage({
    ImageUsage: { TotalCount: 4, TotalSize: 80, Reclaimable: 30, ActiveCount: 1 },
  });
  assert.deepEqual(newer.images, { count: 4, bytes: 80, reclaimableBytes: 30 });
  assert.deepEqual(newer.volumes, { count: 0, bytes: 0 });
});
