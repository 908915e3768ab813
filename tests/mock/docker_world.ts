/** Containers whose every number a test says, behind a fake Docker Engine API. */
import { startDockerApi } from "../../mock/docker/mod.ts";
import type { DockerApi } from "../../mock/docker/mod.ts";
import type { ContainerState, ContainersView } from "../../mock/sim/container_view.ts";

/** 2026-11-24, 10:00. */
export const NOW_UNIX = Date.UTC(2026, 10, 24, 10) / 1000;

/** A container as a test wants it. */
export function makeContainer(more: Partial<ContainerState> = {}): ContainerState {
  return {
    id: "a1".repeat(32),
    name: "vllm",
    image: "vllm/vllm-openai:v0.11.0",
    labels: { "com.docker.compose.service": "vllm", secret: "mock-secret" },
    state: "running",
    health: "healthy",
    restartCount: 2,
    exitCode: 0,
    isOomKilled: false,
    createdAtUnix: NOW_UNIX - 7_200,
    startedAtUnix: NOW_UNIX - 360,
    finishedAtUnix: NOW_UNIX - 362,
    cpuSecondsTotal: 123.5,
    cpuLimitCores: 4,
    memoryBytes: 3_000_000_000,
    memoryCacheBytes: 500_000_000,
    memoryLimitBytes: 8_000_000_000,
    pids: 40,
    pid: 4_242,
    gpus: [],
    networkReceivedBytesTotal: 11_000,
    networkSentBytesTotal: 22_000,
    blockReadBytesTotal: 33_000,
    blockWrittenBytesTotal: 44_000,
    ports: [{ container: 8000, host: 8001 }],
    ...more,
  };
}

/** An engine whose containers a test changes. */
export class ScriptedContainers implements ContainersView {
  state: ReturnType<ContainersView["reachability"]> = "up";
  list: ContainerState[];
  readonly processorCount = 16;
  readonly memoryBytes = 64_000_000_000;

  constructor(list: readonly ContainerState[] = [makeContainer()]) {
    this.list = [...list];
  }

  reachability(): ReturnType<ContainersView["reachability"]> {
    return this.state;
  }

  containers(): readonly ContainerState[] {
    return this.list;
  }
}

/** The API in a test. */
export interface TestApi {
  readonly view: ScriptedContainers;
  readonly api: DockerApi;
  readonly socketPath: string;
  /** Asks it for a path. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Runs a test over the API, and closes it. */
export async function withDockerApi(
  view: ScriptedContainers,
  test: (api: TestApi) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-mock-docker-" });
  const socketPath = `${dir}/docker.sock`;
  const api = await startDockerApi(view, { socketPath, nowUnix: () => NOW_UNIX });
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socketPath } });
  try {
    await test({
      view,
      api,
      socketPath,
      ask: (path, init = {}) => fetch(`http://localhost${path}`, { client, ...init }),
    });
  } finally {
    client.close();
    await api.close();
    await Deno.remove(dir, { recursive: true });
  }
}
