import assert from "node:assert/strict";
import { mountWords } from "./mounts.ts";

const lines = (words: readonly string[]) => words.join(" ").replaceAll(" --", "\n--").split("\n");

Deno.test("mountWords shows paths read-only, with folders above them that everybody may pass", () => {
  const words = mountWords({
    paths: ["/state/staged/demo", "/usr/lib", "/state/map.json"],
    links: [{ path: "/lib", target: "usr/lib" }],
  });
  assert.deepEqual(lines(words), [
    "--perms 0755",
    "--dir /state",
    "--ro-bind-try /state/map.json /state/map.json",
    "--perms 0755",
    "--dir /state/staged",
    "--ro-bind-try /state/staged/demo /state/staged/demo",
    "--perms 0755",
    "--dir /usr",
    "--ro-bind-try /usr/lib /usr/lib",
    "--symlink usr/lib /lib",
    "--perms 0755",
    "--dir /dev",
    "--dev-bind-try /dev/null /dev/null",
    "--dev-bind-try /dev/urandom /dev/urandom",
    "--remount-ro /",
  ]);
});

Deno.test("mountWords shows once what lies in another path, and tells names that begin alike apart", () => {
  const words = mountWords({ paths: ["/a/b", "/a", "/a-b", "/a/b/c", "/a"], links: [] });
  assert.deepEqual(lines(words).filter((line) => line.startsWith("--ro-bind")), [
    "--ro-bind-try /a /a",
    "--ro-bind-try /a-b /a-b",
  ]);
});

Deno.test("mountWords takes a path for a word, whatever it holds", () => {
  const words = mountWords({ paths: ["/--bind /etc"], links: [] });
  assert.deepEqual(words.slice(0, 6), [
    ...["--perms", "0755", "--dir", "/--bind "],
    ...["--ro-bind-try", "/--bind /etc"],
  ]);
});
