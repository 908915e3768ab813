import assert from "node:assert/strict";
import { landlockWords } from "./landlock.ts";
import type { Landlock } from "./landlock.ts";

const VIEW: Landlock = {
  paths: ["/usr/lib", "/proc/self/maps", "/none"],
  resolverPaths: ["/etc/hosts"],
  links: [],
  filters: { offline: "/state/offline.bpf", online: "/state/online.bpf" },
};
const DENO = Deno.execPath();

Deno.test("landlockWords lets folders be listed, files be read, and no other path be opened", () => {
  const words = landlockWords(VIEW, { hasNetwork: false, reads: [DENO, "/usr/lib"] });
  assert.deepEqual(words, [
    ...["--landlock-access", "fs"],
    ...["--landlock-rule", "path-beneath:execute,read-file,read-dir:/usr/lib"],
    ...["--landlock-rule", `path-beneath:execute,read-file:${DENO}`],
    ...["--landlock-rule", "path-beneath:read-file,write-file:/dev/null"],
    ...["--landlock-rule", "path-beneath:read-file:/dev/urandom"],
    ...["--landlock-rule", "path-beneath:read-file:/proc"],
    ...["--seccomp-filter", "/state/offline.bpf"],
  ]);
});

Deno.test("landlockWords gives a plugin with a network what finds addresses, and the other filter", () => {
  const words = landlockWords(VIEW, { hasNetwork: true, reads: [] });
  assert.ok(words.includes("path-beneath:execute,read-file:/etc/hosts"));
  assert.equal(words.at(-1), "/state/online.bpf");
});

Deno.test("landlockWords names no filter where setpriv takes none", () => {
  const words = landlockWords({ ...VIEW, filters: undefined }, { hasNetwork: true, reads: [] });
  assert.ok(!words.includes("--seccomp-filter"));
});
