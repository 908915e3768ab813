/** `deno task fleet sd`: written for file_sd, served for http_sd, and read by a real Prometheus. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { scrapeWithPrometheus } from "../support/fleet_prometheus.ts";
import { needs, run } from "../support/tools.ts";
import { ProjectFolder } from "./project_folder.ts";

const noPrometheus = needs("prometheus", "prometheus");

Deno.test("fleet sd prints, writes whole, and says what is out of date", async () => {
  await using project = await ProjectFolder.create();
  const fleet = (...args: string[]) => project.run("fleet/main.ts", "sd", ...args);
  await project.write("fleet.yaml", "groups: { a: { hosts: [x] } }\nhosts: [y]\n");
  const printed = await fleet();
  assert.equal(printed.code, 0, printed.stderr);
  const labels = { __meta_llm_monitor_group: "a" };
  assert.deepEqual(JSON.parse(printed.stdout), [{ targets: ["x:8090"], labels }, {
    targets: ["y:8090"],
    labels: {},
  }]);
  assert.deepEqual(JSON.parse((await fleet("--group", "a")).stdout), [
    { targets: ["x:8090"], labels },
  ]);

  const list = ["--write", "list.json"];
  assert.equal((await fleet(...list, "--check")).code, 1);
  const written = await fleet(...list);
  assert.deepEqual([written.code, written.stdout], [0, "list.json was written: 2 hosts\n"]);
  assert.equal(await Deno.readTextFile(`${project.dir}/list.json`), printed.stdout);
  // Prometheus, another user, has to read it; and nothing else was left there.
  assert.equal(((await Deno.stat(`${project.dir}/list.json`)).mode ?? 0) & 0o777, 0o644);
  const left = await Array.fromAsync(Deno.readDir(project.dir));
  assert.deepEqual(left.map(({ name }) => name).sort(), ["fleet.yaml", "list.json", "plugins"]);
  assert.deepEqual([(await fleet(...list, "--check")).code, (await fleet(...list)).stdout], [
    0,
    "list.json is up to date: 2 hosts\n",
  ]);

  await project.write("fleet.yaml", "hosts: [x, x]\n");
  const broken = await fleet(...list);
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /^error\[fleet_invalid\] fleet\.yaml:1: hosts\[1\]\.address/);
  assert.equal(await Deno.readTextFile(`${project.dir}/list.json`), printed.stdout);
});

Deno.test("fleet sd says which flags do not belong together, and which group there is not", async () => {
  await using project = await ProjectFolder.create();
  await project.write("fleet.yaml", "groups: { rack-a: { hosts: [x] } }\n");
  const cases: [args: string[], said: RegExp, code?: number][] = [
    [["--check"], /Cannot use --check without --write/],
    [["--port", "1"], /Cannot use --port without --serve/],
    [["--serve", "--write", "x"], /Cannot use --write with --serve/],
    [["--serve", "--group", "rack-a"], /--group with --serve\n.*\/targets\?group=NAME/],
    [["--serve", "--port", "70000"], /port "70000": it must be 0 to 65535/],
    [["--serve", "--token-file", "none"], /auth_invalid\] Cannot use the token in none/, 3],
    [["--group", "rack-b"], /Cannot find group "rack-b".*\n.*rack-a\?/],
    [["--write", "no/such/folder/list.json"], /Cannot write \S+no\/such\/folder\/list\.json/],
  ];
  for (const [args, said, exitCode = 2] of cases) {
    const { code, stderr } = await project.run("fleet/main.ts", "sd", ...args);
    assert.equal(code, exitCode, args.join(" "));
    assert.match(stderr, said);
  }
});

Deno.test("fleet sd says that its port is in use, and how to take another", async () => {
  await using project = await ProjectFolder.create();
  await project.write("fleet.yaml", "hosts: [x]\n");
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const env = { FLEET_PORT: String(taken.addr.port), NO_COLOR: "1" };
  const { code, output } = await run(Deno.execPath(), [
    ...["run", "-A", "--quiet", `${REPO}/runtime/cli/fleet/main.ts`, "sd", "--serve"],
  ], { cwd: project.dir, env });
  assert.equal(code, 1);
  assert.match(output, /error\[port_in_use\].*\n.*--port or FLEET_PORT/);
});

/** Runs the server of the list in a folder, and hands on its address. */
async function withServedList(
  dir: string,
  args: readonly string[],
  test: (url: string, said: () => string) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", `${REPO}/runtime/cli/fleet/main.ts`],
      ...["sd", "--serve", "--port", "0", ...args],
    ],
    cwd: dir,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const collect = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) said += text;
  };
  const reading = Promise.all([collect(child.stdout), collect(child.stderr)]);
  try {
    const url = await eventually("it listens", () => /at (http:\S+)\/targets/.exec(said)?.[1]);
    await test(url, () => said);
  } finally {
    child.kill("SIGTERM");
    const { code } = await child.status;
    await reading;
    assert.equal(code, 0, said);
  }
}

Deno.test({
  name: "a real Prometheus finds hosts by http_sd and file_sd, and follows the inventory",
  ignore: noPrometheus,
  async fn() {
    await using project = await ProjectFolder.create();
    const seen = new Set<string | null>();
    const box = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      seen.add(request.headers.get("authorization"));
      return new Response("llm_monitor_runtime_series 1\n");
    });
    const { port } = box.addr;
    const inventory = (hosts: string) =>
      `defaults: { port: ${port}, tokenFile: token, labels: { cluster: lab } }
groups:
  a1: { labels: { rack: a1 }, hosts: [${hosts}] }
`;
    await project.write("token", "t0ken\n");
    await project.write("fleet.yaml", inventory("{ address: 127.0.0.1, name: gpu-1 }"));
    const written = await project.run("fleet/main.ts", "sd", "--write", "list.json");
    assert.equal(written.code, 0, written.stderr);
    try {
      await withServedList(project.dir, ["--token-file", "token"], async (url, said) => {
        assert.equal((await fetch(`${url}/targets`)).status, 401);
        // Without its type Prometheus 2.42 sends the token alone, where it asks for a list.
        const authorization = { type: "Bearer", credentials_file: `${project.dir}/token` };
        await using prometheus = await scrapeWithPrometheus(project.dir, [{
          job_name: "llm-monitor",
          authorization,
          http_sd_configs: [{
            url: `${url}/targets?group=a1`,
            refresh_interval: "1s",
            authorization,
          }],
        }, {
          job_name: "written",
          authorization,
          file_sd_configs: [{ files: [`${project.dir}/list.json`] }],
        }]);
        const up = (job: string, count: number) =>
          eventually(`${count} targets of ${job} are up`, async () => {
            const targets = (await prometheus.targets()).filter((one) => one.labels.job === job);
            const isUp = targets.every(({ health }) => health === "up");
            return targets.length === count && isUp && targets;
          });
        for (const job of ["llm-monitor", "written"]) {
          const [target] = await up(job, 1);
          assert.deepEqual(target?.labels, {
            job,
            instance: "gpu-1",
            cluster: "lab",
            rack: "a1",
          });
          assert.equal(target?.discoveredLabels.__meta_llm_monitor_group, "a1");
        }
        assert.deepEqual([...seen], ["Bearer t0ken"]);
        await project.write("fleet.yaml", inventory("127.0.0.2, 127.0.0.3"));
        await eventually("the new list", () => said().includes("The list now has 2 hosts"));
        await eventually("Prometheus has it", async () => {
          const targets = await prometheus.targets();
          return targets.filter(({ labels }) => labels.job === "llm-monitor").length === 2;
        });
        await project.write("fleet.yaml", inventory("127.0.0.2, 127.0.0.2"));
        await eventually(
          "the old list stays",
          () => said().includes("The old list stays in force:"),
        );
        const ready = await (await fetch(`${url}/ready`)).json();
        assert.equal(ready.hosts, 2);
        assert.match(ready.reasons.join(), /fleet\.yaml:3: .*must be unique/);
      });
    } finally {
      await box.shutdown();
    }
  },
});
