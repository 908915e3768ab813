/** The attacks once more, as an ordinary user: the layers are others then. */
import assert from "node:assert/strict";
import { needsRoot, run } from "../support/tools.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const UID = "61001";
/** Tests that depend on who runs them; folders, frames and results are judged alike for everybody. */
const TESTS = [
  "escape_test.ts",
  "layers_test.ts",
  "fence_test.ts",
  "resources_test.ts",
  "approval_test.ts",
  "modes_test.ts",
  "compromised_host_test.ts",
  "commands_test.ts",
  "amounts_test.ts",
  "surface_test.ts",
  "survivors_test.ts",
];

/** Everything that tests as another user need, where that user can read it. */
async function copyProject(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-user-" });
  const script = [
    `mkdir ${dir}/home`,
    `cp -r ${ROOT}/runtime ${ROOT}/plugins ${ROOT}/tests ${ROOT}/deno.json ${ROOT}/deno.lock ${dir}/`,
    // Caches of other runs beside this one come and go meanwhile; what is imported lies in these.
    `mkdir ${dir}/home/deno`,
    `for part in npm gen deps remote; do [ ! -d "$DENO_DIR/$part" ] || ` +
    `cp -r "$DENO_DIR/$part" ${dir}/home/deno/; done`,
    `chown -R ${UID}:${UID} ${dir}`,
  ].join(" && ");
  const { code, output } = await run("sh", ["-c", script], { env: { DENO_DIR: denoDir() } });
  assert.equal(code, 0, output);
  return dir;
}

function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}

Deno.test({
  name: "the attacks fail for an ordinary user as they do for root",
  ignore: needsRoot("becoming another user"),
  fn: async () => {
    const dir = await copyProject();
    const { code, output } = await run("setpriv", [
      `--reuid=${UID}`,
      `--regid=${UID}`,
      "--clear-groups",
      Deno.execPath(),
      "test",
      "-A",
      "--quiet",
      "--no-check",
      ...TESTS.map((file) => `${dir}/tests/sandbox/${file}`),
    ], {
      cwd: dir,
      env: {
        HOME: `${dir}/home`,
        DENO_DIR: `${dir}/home/deno`,
        NO_COLOR: "1",
        TEST_SUITE_NOTES: "",
      },
    });
    assert.equal(code, 0, output.slice(-4_000));
    assert.match(output, /^ok \| \d+ passed.* 0 failed/m);
    await Deno.remove(dir, { recursive: true });
  },
});
