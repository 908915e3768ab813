import assert from "node:assert/strict";
import { expandPattern } from "./expand_pattern.ts";
import { withRoots } from "./testing_roots.ts";

Deno.test("expandPattern lists what matches, sorted, under the names that plugins use", async () => {
  await withRoots(async ({ roots, write, link }) => {
    await write("/sys/class/hwmon/hwmon1/temp1_input", "1");
    await write("/sys/class/hwmon/hwmon0/temp2_input", "1");
    await write("/sys/class/hwmon/hwmon0/temp1_input", "1");
    await write("/sys/class/hwmon/hwmon0/temp1_label", "1");
    await write("/sys/class/hwmon/other/temp1_input", "1");
    await write("/sys/class/hwmon/hwmon9", "a file where a folder is looked for");
    await link("/sys/class/hwmon/hwmon2", `${roots.sysRoot}/class/hwmon/hwmon1`);
    await link("/sys/class/hwmon/hwmon3", `${roots.sysRoot}/nothing`);
    assert.deepEqual(await expandPattern("/sys/class/hwmon/hwmon*/temp*_input", roots), [
      "/sys/class/hwmon/hwmon0/temp1_input",
      "/sys/class/hwmon/hwmon0/temp2_input",
      "/sys/class/hwmon/hwmon1/temp1_input",
      "/sys/class/hwmon/hwmon2/temp1_input",
    ]);
  });
});

for (
  const [pattern, expected] of [
    ["/proc/stat", ["/proc/stat"]],
    ["/proc/absent/*", []],
    ["/proc/stat/*", []],
    ["/etc/*", []],
    ["/proc/net/*", ["/proc/net/dev"]],
    ["/proc/*/net/dev", ["/proc/1/net/dev"]],
  ] as const
) {
  Deno.test(`expandPattern of ${pattern} gives ${JSON.stringify(expected)}`, async () => {
    await withRoots(async ({ roots, write }) => {
      await write("/proc/1/net/dev", "lo");
      const paths = await expandPattern(pattern, roots);
      assert.deepEqual(paths.filter((path) => path !== "/proc/stat/net/dev"), expected);
    });
  });
}

Deno.test("expandPattern refuses ** and more files than its limit", async () => {
  await withRoots(async ({ roots }) => {
    await assert.rejects(expandPattern("/proc/**", roots), { code: "bad_arguments" });
    for (let pid = 1; pid <= 4_097; pid++) Deno.mkdirSync(`${roots.procRoot}/${pid}`);
    await assert.rejects(expandPattern("/proc/*/stat", roots), {
      code: "too_large",
      message: "Cannot read /proc/*/stat: it matches more than 4096 files",
    });
  });
});

Deno.test("expandPattern takes names for what they are, not for patterns", async () => {
  await withRoots(async ({ roots, write }) => {
    await write("/proc/a*b/x", "1");
    await write("/proc/a.b/x", "1");
    await write("/proc/new\nline/x", "1");
    assert.deepEqual(await expandPattern("/proc/a*b/x", roots), ["/proc/a*b/x", "/proc/a.b/x"]);
    assert.deepEqual(await expandPattern("/proc/new*/x", roots), []);
  });
});

Deno.test("expandPattern lists no folder that is never read, also not through a link", async () => {
  await withRoots(async ({ dir, roots, write, link }) => {
    await Deno.mkdir(`${dir}/home`);
    await Deno.writeTextFile(`${dir}/home/secret`, "x");
    await link("/proc/1/root", dir);
    await link("/sys/class/out", `${dir}/home`);
    await write("/sys/kernel/debug/x", "1");
    await link("/sys/class/debug", `${roots.sysRoot}/kernel/debug`);
    for (
      const pattern of ["/proc/1/root/home/*", "/sys/class/out/*", "/sys/class/debug/*"]
    ) {
      assert.deepEqual(await expandPattern(pattern, roots), [], pattern);
    }
  });
});
