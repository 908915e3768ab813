/** The fake Docker Engine API, as clients of Docker know it. */
import assert from "node:assert/strict";
import { formatAgo } from "../../mock/docker/times.ts";
import { formatStatus } from "../../mock/docker/documents.ts";
import { needs, run } from "../support/tools.ts";
import { lacksCaptures, readCapture } from "../support/captures.ts";
import { makeContainer, NOW_UNIX, ScriptedContainers, withDockerApi } from "./docker_world.ts";
import { shapeDifferences } from "./shape.ts";

const ID = makeContainer().id;
const ignore = lacksCaptures();

Deno.test("formatAgo and formatStatus speak as docker ps does", () => {
  const cases: [number, string][] = [
    [0, "Less than a second"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "About a minute"],
    [119, "About a minute"],
    [120, "2 minutes"],
    [3_600, "About an hour"],
    [7_200, "2 hours"],
    [86_400, "24 hours"],
    [172_800, "2 days"],
    [1_209_600, "2 weeks"],
  ];
  for (const [seconds, words] of cases) assert.equal(formatAgo(seconds), words, String(seconds));
  const status = (more: Parameters<typeof makeContainer>[0]) =>
    formatStatus(makeContainer(more), NOW_UNIX);
  assert.equal(status({}), "Up 6 minutes (healthy)");
  assert.equal(status({ health: "starting" }), "Up 6 minutes (health: starting)");
  assert.equal(status({ health: undefined }), "Up 6 minutes");
  assert.equal(status({ state: "paused" }), "Up 6 minutes (Paused)");
  assert.equal(status({ state: "exited", exitCode: 137 }), "Exited (137) 6 minutes ago");
  assert.equal(status({ state: "restarting", exitCode: 1 }), "Restarting (1) 6 minutes ago");
  assert.equal(status({ state: "created" }), "Created");
  assert.equal(status({ state: "dead" }), "Dead");
});

Deno.test("the API answers with and without a version, and refuses those that it does not speak", () =>
  withDockerApi(new ScriptedContainers(), async ({ ask, api }) => {
    for (const path of ["/version", "/v1.24/version", "/v1.51/version"]) {
      const response = await ask(path);
      assert.equal(response.headers.get("api-version"), "1.51");
      assert.equal(response.headers.get("server"), "Docker/28.5.1 (linux)");
      assert.equal((await response.json()).ApiVersion, "1.51");
    }
    const refused: [string, RegExp][] = [
      [
        "/v1.99/version",
        /client version 1\.99 is too new\. Maximum supported API version is 1\.51/,
      ],
      ["/v1.12/info", /client version 1\.12 is too old/],
    ];
    for (const [path, words] of refused) {
      const response = await ask(path);
      assert.equal(response.status, 400);
      assert.match((await response.json()).message, words);
    }
    assert.equal(await (await ask("/_ping")).text(), "OK");
    assert.deepEqual(api.unknownRequests(), []);
  }));

Deno.test("the API tells what it does not know, and notes that it was asked", () =>
  withDockerApi(new ScriptedContainers(), async ({ ask, api }) => {
    const cases: [string, string, number, RegExp][] = [
      ["GET", "/v1.51/containers/nope/json", 404, /^No such container: nope$/],
      ["GET", "/containers/nope/stats", 404, /^No such container: nope$/],
      ["GET", "/v1.51/images/json", 404, /^page not found$/],
      ["POST", `/v1.51/containers/${ID}/stop`, 404, /^page not found$/],
      ["GET", `/containers/${ID}/stats?one-shot=1`, 400, /^cannot have stream=true/],
    ];
    for (const [method, path, status, words] of cases) {
      const response = await ask(path, { method });
      assert.equal(response.status, status, path);
      assert.match((await response.json()).message, words);
    }
    assert.deepEqual(api.unknownRequests(), [
      "GET /v1.51/images/json",
      `POST /v1.51/containers/${ID}/stop`,
    ]);
  }));

Deno.test("the API lists what runs, or all, and finds a container by name and by part of its id", () => {
  const stopped = makeContainer({ id: "b2".repeat(32), name: "old", state: "exited" });
  return withDockerApi(new ScriptedContainers([makeContainer(), stopped]), async ({ ask }) => {
    const names = async (query: string) => {
      const list: { Names: string[] }[] = await (await ask(`/containers/json${query}`)).json();
      return list.flatMap((one) => one.Names);
    };
    assert.deepEqual(await names(""), ["/vllm"]);
    assert.deepEqual(await names("?all=false"), ["/vllm"]);
    assert.deepEqual(await names("?all=1"), ["/vllm", "/old"]);
    for (const name of ["old", "b2b2b2", "b2".repeat(32)]) {
      assert.equal((await (await ask(`/containers/${name}/json`)).json()).Name, "/old");
    }
    const empty = await (await ask("/containers/old/stats?stream=0&one-shot=1")).json();
    assert.deepEqual(empty, { id: stopped.id, name: "/old", os_type: "linux" });
    const info = await (await ask("/info")).json();
    assert.deepEqual([info.Containers, info.ContainersRunning, info.ContainersStopped], [2, 1, 1]);
    assert.equal(info.NCPU, 16);
  });
});

Deno.test("a sample of one shot has none before it; another waits for a second one", () =>
  withDockerApi(new ScriptedContainers(), async ({ ask, view }) => {
    const once = await (await ask(`/containers/${ID}/stats?stream=false&one-shot=true`)).json();
    assert.equal(once.preread, "0001-01-01T00:00:00Z");
    assert.equal(once.precpu_stats.cpu_usage.total_usage, 0);
    assert.equal("system_cpu_usage" in once.precpu_stats, false);
    // Each look finds half a second more.
    let looks = 0;
    Object.defineProperty(view, "list", {
      get: () => [makeContainer({ cpuSecondsTotal: 123.5 + looks++ / 2 })],
    });
    const startMs = performance.now();
    const twice = await (await ask(`/containers/${ID}/stats?stream=false`)).json();
    assert(performance.now() - startMs >= 1_000);
    const { cpu_stats: now, precpu_stats: before } = twice;
    assert.equal(now.cpu_usage.total_usage - before.cpu_usage.total_usage, 0.5e9);
  }));

Deno.test("samples are streamed until the client goes away", () =>
  withDockerApi(new ScriptedContainers(), async ({ ask }) => {
    const leaving = new AbortController();
    const response = await ask(`/containers/${ID}/stats`, { signal: leaving.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert(reader);
    const samples: { preread: string }[] = [];
    while (samples.length < 2) {
      const { value = "" } = await reader.read();
      samples.push(...value.trim().split("\n").map((line) => JSON.parse(line)));
    }
    assert.match(samples[0]?.preread ?? "", /^0001/);
    assert.match(samples[1]?.preread ?? "", /^2026/);
    leaving.abort();
    await assert.rejects(reader.read());
  }));

/** Captures, and what of older releases the fake leaves out. */
const DOCUMENTS: readonly { path: string; file: string; without?: readonly string[] }[] = [
  {
    path: "/containers/json?all=1",
    file: "docker/telegraf__testdata__list.json",
    // Its labels are its own.
    without: ["[].Labels."],
  },
  {
    path: `/containers/${ID}/json`,
    file: "docker/telegraf__testdata__inspect.json",
    // Places of files, which nobody may be told, and settings of its terminal.
    without: [
      ...["ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "MountLabel", "ProcessLabel"],
      ...["AppArmorProfile", "ExecIDs", "Config.Domainname", "Config.Attach", "Config.Tty"],
      ...["Config.OpenStdin", "Config.StdinOnce", "Config.Volumes", "Config.Entrypoint"],
      "Config.OnBuild",
    ],
  },
  {
    path: `/containers/${ID}/stats?stream=0&one-shot=1`,
    file: "docker/otel__cgroups_v2_oneshot__stats.json",
    // Counters of memory that no one reads.
    without: ["memory_stats.stats.", "memory_stats.failcnt"],
  },
  {
    path: `/containers/${ID}/stats?stream=0`,
    file: "docker/otel__cgroups_v2_cpu_limit__stats.json",
    without: ["memory_stats.stats.", "memory_stats.failcnt"],
  },
  { path: "/info", file: "docker/beszel__system_info.json" },
];

for (const { path, file, without = [] } of DOCUMENTS) {
  Deno.test({
    name: `the API's ${path.replace(ID, "{id}")} has the shape of ${file}`,
    ignore,
    fn: () =>
      withDockerApi(new ScriptedContainers(), async ({ ask }) => {
        const fake: unknown = await (await ask(path)).json();
        const differences = shapeDifferences(JSON.parse(await readCapture(file)), fake)
          .filter((line) => !without.some((prefix) => line.startsWith(prefix)));
        assert.deepEqual(differences, []);
      }),
  });
}

Deno.test({
  name: "docker's own command reads the API",
  ignore: needs("docker", "docker.io"),
  fn: () =>
    withDockerApi(new ScriptedContainers(), async ({ socketPath }) => {
      const docker = async (...args: string[]) => {
        const { code, output } = await run("docker", ["-H", `unix://${socketPath}`, ...args]);
        assert.equal(code, 0, output);
        return output.trim();
      };
      assert.equal(
        await docker("ps", "--format", "{{.Names}} {{.Image}} {{.Status}} {{.Ports}}"),
        "vllm vllm/vllm-openai:v0.11.0 Up 6 minutes (healthy) 0.0.0.0:8001->8000/tcp",
      );
      assert.equal(await docker("version", "--format", "{{.Server.Version}}"), "28.5.1");
      const format = "{{.State.Health.Status}} {{.RestartCount}} {{.HostConfig.NanoCpus}}";
      assert.equal(await docker("inspect", "--format", format, "vllm"), "healthy 2 4000000000");
    }),
});
