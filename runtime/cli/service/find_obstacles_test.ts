import assert from "node:assert/strict";
import { findObstacles } from "./find_obstacles.ts";
import { Target } from "./target.ts";

const OPTIONS = {
  project: "/opt/llm-monitor",
  deno: "/usr/bin/deno",
  config: "/etc/llm-monitor/config.yaml",
  groups: ["adm"],
  kernelLog: false,
};

/** A system below a folder, on which everything is as it should be, but for one change. */
async function listObstacles(
  change: (root: string) => Promise<void>,
  options: Partial<typeof OPTIONS> = {},
): Promise<string[]> {
  const root = await Deno.makeTempDir();
  await Deno.chmod(root, 0o755);
  for (const folder of ["etc", "usr/bin", "opt/llm-monitor/runtime/cli"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  const files = ["usr/bin/deno", "opt/llm-monitor/deno.json", "opt/llm-monitor/runtime/cli/x.ts"];
  for (const file of files) await Deno.writeTextFile(`${root}/${file}`, "");
  await Deno.writeTextFile(`${root}/etc/group`, "root:x:0:\nadm:x:4:\n");
  await Deno.chmod(`${root}/usr/bin/deno`, 0o755);
  await change(root);
  const found = await findObstacles(new Target(root), { ...OPTIONS, ...options });
  await Deno.remove(root, { recursive: true });
  return found.map(({ what }) => what);
}

Deno.test("nothing stands in the way where everybody may read", async () => {
  assert.deepEqual(await listObstacles(() => Promise.resolve()), []);
});

Deno.test("what is closed to the service's user is named, the first folder of it", async () => {
  const closed = (path: string, mode = 0o700) =>
    listObstacles((root) => Deno.chmod(root + path, mode));
  const project = "The project at /opt/llm-monitor cannot be reached by the service's user: ";
  assert.deepEqual(await closed("/opt"), [`${project}/opt is closed to others`]);
  assert.deepEqual(await closed("/opt/llm-monitor"), [`${project}it is closed to others`]);
  assert.deepEqual(await closed("/usr/bin/deno"), [
    "Deno at /usr/bin/deno cannot be reached by the service's user: it is closed to others",
  ]);
  const unread = " cannot be read by the service's user";
  for (const path of ["/opt/llm-monitor/runtime/cli", "/opt/llm-monitor/deno.json"]) {
    assert.deepEqual(await closed(path), [`${path}${unread}`]);
  }
  assert.deepEqual(await closed("/opt/llm-monitor/runtime/cli/x.ts", 0o640), [
    `/opt/llm-monitor/runtime/cli/x.ts${unread}`,
  ]);
});

Deno.test("what is not there is named: project, Deno, a file of settings, a group", async () => {
  assert.deepEqual(
    await listObstacles(() => Promise.resolve(), {
      project: "/srv/x",
      deno: "/usr/bin/none",
      config: "/srv/config.yaml",
      groups: ["adm", "docker"],
    }),
    [
      "The project at /srv/x cannot be reached by the service's user: there is no /srv",
      "Deno at /usr/bin/none cannot be reached by the service's user: it is not there",
      "There is no /srv/config.yaml",
      "There is no group docker",
    ],
  );
});
