/** `deno task package`, unpacked where there is nothing: no network, no home, no Deno, no packages. */
import assert from "node:assert/strict";
import { VERSION } from "../../runtime/contract/version.ts";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { leaveOut } from "../support/leave_out.ts";
import { needs, run } from "../support/tools.ts";

const NAME = `llm-monitor-${VERSION}-linux-${Deno.build.arch}`;
/** Words that give a process a network of its own, in which nothing is reached. */
const ALONE = Deno.uid() === 0
  ? ["unshare", "--net"]
  : ["unshare", "--user", "--map-root-user", "--net"];
const PATH = "/usr/bin:/bin:/usr/sbin:/sbin";
/** Starts it, waits until it is ready, prints what it is and what it collected, and ends it. */
const SCRIPT = `
  ip link set lo up
  cd "$1"
  ./llm-monitor start >log 2>&1 &
  pid=$!
  until ./llm-monitor healthcheck >/dev/null 2>&1; do
    kill -0 $pid || { cat log; exit 1; }
    sleep 0.2
  done
  readlink /proc/$pid/exe
  ./llm-monitor metrics
  kill -TERM $pid
  wait $pid`;

async function lacksNetworks(): Promise<boolean> {
  if ([needs("unshare", "util-linux"), needs("ip", "iproute2")].includes(true)) return true;
  const [program = "", ...words] = ALONE;
  const { code, output } = await run(program, [...words, "ip", "link", "set", "lo", "up"]);
  if (code === 0) return false;
  const what = `a network of its own is not permitted here: ${output.trim()}`;
  if (Deno.env.get("CI")) throw new Error(`Cannot run the tests: ${what}`);
  return leaveOut(what);
}

/** Runs `deno task package` of a project, and returns the archive. */
async function makePackage(
  { deno, project, out }: { deno: string; project: string; out: string },
  env: Record<string, string> = {},
): Promise<string> {
  const args = ["run", "-A", "--quiet", `${project}/runtime/cli/package/main.ts`, "--out", out];
  const { code, output } = await run(deno, args, { cwd: project, env });
  assert.equal(code, 0, output);
  // What it says to do on the other machine has to work there, word for word.
  const [, unpack] = /^On the other machine: (.+) && \.\/llm-monitor start$/m.exec(output) ?? [];
  const there = await Deno.makeTempDir({ dir: out });
  for (const end of ["", ".sha256"]) {
    await Deno.copyFile(`${out}/${NAME}.tar.gz${end}`, `${there}/${NAME}.tar.gz${end}`);
  }
  const unpacked = await run("sh", ["-ec", `${unpack} && test -x llm-monitor`], { cwd: there });
  assert.equal(unpacked.code, 0, unpacked.output);
  await Deno.remove(there, { recursive: true });
  return `${out}/${NAME}.tar.gz`;
}

Deno.test({
  name: "the archive starts, is ready and collects without a network, and makes itself again",
  ignore: [needs("tar", "tar"), needs("sha256sum", "coreutils"), await lacksNetworks()]
    .includes(true),
  fn: async (t) => {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-package-" });
    const there = `${dir}/there/${NAME}`;
    const archive = await makePackage({
      deno: Deno.execPath(),
      project: REPO,
      out: `${dir}/first`,
    });
    const sum = await Deno.readTextFile(`${archive}.sha256`);

    await t.step("its SHA-256 and its list of parts lie beside it", async () => {
      const file = `${NAME}.tar.gz.sha256`;
      const { code, output } = await run("sha256sum", ["-c", file], { cwd: `${dir}/first` });
      assert.equal(code, 0, output);
      const sbom = JSON.parse(await Deno.readTextFile(`${dir}/first/${NAME}.cdx.json`));
      assert.equal(sbom.bomFormat, "CycloneDX");
      assert.ok(sbom.components.some(({ name }: { name: string }) => name === "deno"));
    });

    await t.step("it holds no test, no history, no setting and no secret", async () => {
      await Deno.mkdir(`${dir}/there`);
      const { code, output } = await run("tar", ["-xzvf", archive, "-C", `${dir}/there`]);
      assert.equal(code, 0, output);
      const paths = output.trim().split("\n").map((path) => path.slice(NAME.length + 1));
      assert.deepEqual(paths, [...paths].sort());
      const own = /^(?:tests|\.git|\.ci|config\.yaml)|^compose\/(?:\.env$|secrets)|\.llm-monitor/;
      assert.deepEqual(paths.filter((path) => own.test(path)), []);
      for (const path of ["llm-monitor", "bin/deno", "sbom.json", "deno.lock", "docs/deploy.md"]) {
        assert.ok(paths.includes(path), path);
      }
    });

    await t.step(
      "it starts and collects where nothing is reached, and ends when told",
      async () => {
        const home = `${dir}/home`;
        await Deno.mkdir(home);
        const [program = "", ...words] = ["env", "-i", `HOME=${home}`, `PATH=${PATH}`, ...ALONE];
        const { code, output } = await run(program, [
          ...[...words, "timeout", "120", "sh", "-c", SCRIPT, "sh", there],
        ]);
        assert.equal(code, 0, output.slice(-2_000));
        assert.equal(output.split("\n")[0], await Deno.realPath(`${there}/bin/deno`));
        assert.match(output, /^llm_monitor_plugin_up\{plugin="system"\} 1$/m);
        assert.match(output, /^llm_monitor_system_memory_total_bytes \d+$/m);
        assert.deepEqual(await Array.fromAsync(Deno.readDir(home)), []);
        assert.doesNotMatch(await Deno.readTextFile(`${there}/log`), /fetching|npm/);
      },
    );

    await t.step("made again from what was unpacked, it has the same bytes", async () => {
      await Deno.mkdir(`${there}/compose/secrets`);
      await Deno.writeTextFile(`${there}/compose/secrets/smtp-password`, "secret");
      await Deno.writeTextFile(`${there}/compose/.env`, "DOCKER_GID=1\n");
      const again = await makePackage(
        { deno: `${there}/bin/deno`, project: there, out: `${dir}/second` },
        { DENO_DIR: `${there}/deno_dir` },
      );
      assert.deepEqual(await Deno.readTextFile(`${again}.sha256`), sum);
      const compared = await run("cmp", [archive, again]);
      assert.equal(compared.code, 0, compared.output);
    });
    await Deno.remove(dir, { recursive: true });
  },
});

Deno.test("a time that is none is refused before anything is written", async () => {
  const dir = await Deno.makeTempDir();
  const { code, output } = await run(Deno.execPath(), [
    ...["run", "-A", "--quiet", `${REPO}/runtime/cli/package/main.ts`, "--out", `${dir}/out`],
  ], { env: { SOURCE_DATE_EPOCH: "tomorrow" } });
  assert.equal(code, 2, output);
  assert.match(output, /SOURCE_DATE_EPOCH is "tomorrow"/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(dir)), []);
  await Deno.remove(dir);
});

Deno.test("Ctrl-C ends it without a part of an archive", async () => {
  const out = await Deno.makeTempDir({ prefix: "llm-monitor-package-" });
  const list = () => Array.fromAsync(Deno.readDir(out), ({ name }) => name);
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", `${REPO}/runtime/cli/package/main.ts`, "--out", out],
      stdout: "null",
    }).spawn();
    await eventually("it writes", async () => (await list()).length > 0 || undefined);
    child.kill("SIGINT");
    assert.equal((await child.status).code, 130);
    assert.deepEqual(await list(), []);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});
