import assert from "node:assert/strict";
import { readSystemView } from "./system_view.ts";

Deno.test("readSystemView shows libraries and Deno's own program, and none of what tells of users", async () => {
  const { paths, resolverPaths, links } = await readSystemView();
  assert.ok(paths.includes("/usr/lib"));
  assert.deepEqual(
    links.filter(({ path }) => path.startsWith("/proc")),
    [{ path: "/proc/self/exe", target: Deno.execPath() }],
  );
  assert.ok(resolverPaths.includes("/etc/hosts"));
  for (const path of [...paths, ...resolverPaths]) {
    assert.ok(!["/", "/etc", "/proc", "/proc/self"].includes(path), path);
  }
  // A link is not shown as a folder as well.
  assert.deepEqual(links.filter(({ path }) => paths.includes(path)), []);
});
