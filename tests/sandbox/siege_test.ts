/** Items 90, 93, 95, 101 of the list of attacks: what needs no permission of Deno's. */
import assert from "node:assert/strict";
import { guestEnvironment } from "../../runtime/kernel/process/guest/guest_command.ts";
import { EMPTY_GRANT } from "../../runtime/contract/grant.ts";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { reachedOf } from "./bad_plugins.ts";
import { underAttack } from "./under_attack.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

Deno.test("item 93: uses_the_gpu gets no graphics card", async () => {
  await underAttack(["uses_the_gpu"], async (monitor) => {
    const reached = await eventually("it made its attempts", async () => {
      const found = reachedOf(await monitor.metrics(), "uses_the_gpu");
      return found.size === 1 && found;
    });
    assert.deepEqual([...reached.values()], [0]);
  });
});

Deno.test("item 95: a guest has no descriptor of what the launcher left open", async () => {
  await withMonitor(
    (project) => project.writePlugin("good"),
    async (monitor) => {
      const { pid } = await monitor.untilState("good", "idle");
      const open = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) =>
        Deno.readLinkSync(`/proc/${pid}/fd/${name}`)
      );
      assert.deepEqual(open.filter((target) => target.startsWith("/etc/")), []);
      const own = [...Deno.readDirSync(`/proc/${monitor.pid}/fd`)].map(({ name }) =>
        Deno.readLinkSync(`/proc/${monitor.pid}/fd/${name}`)
      );
      assert.ok(own.includes("/etc/hostname"), "the launcher left nothing open");
    },
    {},
    ["bash", "-c", 'exec 60</etc/hostname; exec "$0" "$@"'],
  );
});

Deno.test("item 101: a guest that lost its kernel before it began ends at once", async () => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", `${ROOT}runtime/guest/bootstrap.ts`, "/none", "1"],
    env: guestEnvironment(EMPTY_GRANT, { denoDir: Deno.env.get("DENO_DIR") ?? "", env: {} }),
    // Whose end is not what ends it.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  assert.equal((await command.status).code, 1);
  await Promise.all([command.stdin.close(), command.stdout.cancel(), command.stderr.cancel()]);
});

Deno.test("item 90: the tests of a plugin that waits for approval do not run", async () => {
  const project = await TempProject.create();
  try {
    const proof = `${project.dir}/ran`;
    await project.writePlugin("waits", {
      manifest: 'permissions:\n  exec: [{ command: "true", args: [] }]\n',
    });
    await project.writeFile("waits", "mod_test.ts", `Deno.writeTextFileSync("${proof}", "");`);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", `${ROOT}runtime/cli/plugin.ts`, "test", "waits"],
      cwd: project.dir,
    }).output();
    assert.equal(code, 4, new TextDecoder().decode(stderr));
    assert.match(new TextDecoder().decode(stderr), /plugin approve waits/);
    assert.equal(
      await eventually("it has ended", () => Deno.stat(proof).then(() => "ran", () => "no")),
      "no",
    );
  } finally {
    await project.remove();
  }
});
