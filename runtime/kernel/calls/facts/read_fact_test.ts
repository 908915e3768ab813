import assert from "node:assert/strict";
import { readFact } from "./read_fact.ts";
import { withRoots } from "./testing_roots.ts";

const REAL = { procRoot: "/proc", sysRoot: "/sys" };

Deno.test("readFact reads a file as it is, of any length up to the limit", async () => {
  await withRoots(async ({ roots, write }) => {
    const text = "cpu 1 2 3\n".repeat(20_000);
    await write("/proc/stat", text);
    assert.equal(await readFact("/proc/stat", { roots, maxBytes: text.length }), text);
    await assert.rejects(readFact("/proc/stat", { roots, maxBytes: text.length - 1 }), {
      code: "too_large",
      message: `Cannot read /proc/stat: it is larger than ${text.length - 1} bytes`,
    });
  });
});

for (
  const path of [
    "/proc/../etc/shadow",
    "/proc/1/../../etc/shadow",
    "/proc//stat",
    "/proc/./stat",
    "/proc/stat/",
    "/proc/%2e%2e/etc/shadow",
    "/proc/st%2Eat",
    "/proc/stat\0",
    "/proc/stat\n",
    "proc/stat",
    "",
    "/etc/shadow",
    "/processes",
    "/system/x",
  ]
) {
  Deno.test(`readFact refuses ${JSON.stringify(path)} as no canonical path`, async () => {
    await assert.rejects(readFact(path, { roots: REAL, maxBytes: 100_000 }), {
      name: "CallError",
      code: "bad_arguments",
    });
  });
}

for (
  const path of [
    "/proc/self/root/etc/passwd",
    "/proc/self/environ",
    "/proc/self/status",
    "/proc/thread-self/status",
    "/proc/1/root/etc/passwd",
    "/proc/1/environ",
    "/proc/1/mem",
    "/proc/1/maps",
    "/proc/1/cwd",
    "/proc/1/fd/0",
    "/proc/1/task/1/environ",
    "/proc/kcore",
    "/proc/kmsg",
    "/sys/kernel/debug",
    "/sys/firmware/dmi/tables/DMI",
  ]
) {
  Deno.test(`readFact never reads ${path}`, async () => {
    await assert.rejects(readFact(path, { roots: REAL, maxBytes: 100_000 }), {
      name: "CallError",
      code: "forbidden_path",
      message: new RegExp(`^Cannot read ${path}: `),
    });
  });
}

Deno.test("readFact follows links within the two roots, and none out of them", async () => {
  await withRoots(async ({ dir, roots, write, link }) => {
    await write("/sys/devices/gpu0/temp", "42\n");
    await Deno.writeTextFile(`${dir}/secret`, "secret");
    await Deno.mkdir(`${dir}/processes`);
    await Deno.writeTextFile(`${dir}/processes/stat`, "secret");
    await link("/sys/class/gpu0", `${roots.sysRoot}/devices/gpu0`);
    await link("/proc/temp", `${roots.sysRoot}/devices/gpu0/temp`);
    await link("/proc/secret", `${dir}/secret`);
    await link("/sys/folder", dir);
    await link("/proc/near", `${dir}/processes/stat`);
    await link("/proc/passwd", "/etc/passwd");
    const options = { roots, maxBytes: 1_000 };
    assert.equal(await readFact("/sys/class/gpu0/temp", options), "42\n");
    assert.equal(await readFact("/proc/temp", options), "42\n");
    for (const path of ["/proc/secret", "/sys/folder/secret", "/proc/near", "/proc/passwd"]) {
      await assert.rejects(readFact(path, options), {
        code: "forbidden_path",
        message: `Cannot read ${path}: it leads out of /proc and /sys`,
      });
    }
  });
});

Deno.test("readFact follows no link to what is never read", async () => {
  await withRoots(async ({ roots, write, link }) => {
    await write("/proc/7/environ", "SECRET=1");
    await link("/proc/harmless", `${roots.procRoot}/7/environ`);
    await assert.rejects(readFact("/proc/harmless", { roots, maxBytes: 1_000 }), {
      code: "forbidden_path",
    });
  });
});

Deno.test("readFact does not wait at a fifo, and reads no folder", async () => {
  await withRoots(async ({ roots }) => {
    const { success } = await new Deno.Command("mkfifo", {
      args: [`${roots.procRoot}/fifo`],
    }).output();
    assert.ok(success);
    await Deno.mkdir(`${roots.procRoot}/folder`);
    for (const path of ["/proc/fifo", "/proc/folder"]) {
      await assert.rejects(readFact(path, { roots, maxBytes: 1_000 }), {
        code: "forbidden_path",
        message: `Cannot read ${path}: it is not a regular file`,
      });
    }
  });
});

Deno.test("readFact opens nothing for writing", async () => {
  await withRoots(async ({ roots, write }) => {
    const file = await write("/proc/stat", "x");
    await Deno.chmod(file, 0o444);
    assert.equal(await readFact("/proc/stat", { roots, maxBytes: 10 }), "x");
  });
});

Deno.test("readFact says not_found for what is absent, or below a file, or a loop", async () => {
  await withRoots(async ({ roots, write, link }) => {
    await write("/proc/stat", "x");
    await link("/proc/dangling", `${roots.procRoot}/nothing`);
    for (const path of ["/proc/absent", "/proc/stat/below", "/proc/dangling"]) {
      await assert.rejects(readFact(path, { roots, maxBytes: 10 }), { code: "not_found" }, path);
    }
    await link("/proc/loop", `${roots.procRoot}/loop`);
    await assert.rejects(readFact("/proc/loop", { roots, maxBytes: 10 }), { code: "failed" });
  });
});

Deno.test("readFact reads the machine's own files, its network by process 1", async () => {
  for (
    const [path, expected] of [
      ["/proc/stat", /^cpu +\d+/],
      ["/proc/1/mountinfo", /^\d+ \d+ \d+:\d+ /],
      ["/proc/net/dev", /\n *lo: *\d+/],
      ["/proc/mounts", / \/ /],
      ["/proc/loadavg", /^\d+\.\d+ /],
      ["/sys/class/net/lo/mtu", /^\d+\n$/],
    ] as const
  ) {
    assert.match(await readFact(path, { roots: REAL, maxBytes: 1_000_000 }), expected, path);
  }
  const own = await Deno.readTextFile("/proc/1/net/dev");
  const asked = await readFact("/proc/net/dev", { roots: REAL, maxBytes: 1_000_000 });
  assert.deepEqual(interfaces(asked), interfaces(own));
});

Deno.test("readFact has what comes from memory in the same turn", async () => {
  for (const path of ["/proc/stat", "/proc/1/net/dev", "/proc/pressure/cpu"]) {
    let text: string | undefined;
    const reading = readFact(path, { roots: REAL, maxBytes: 1_000_000 });
    void reading.then((answer) => text = answer);
    for (let step = 0; step < 5; step++) await Promise.resolve();
    assert.equal(text, await reading, path);
  }
});

Deno.test("readFact leaves no file open", async () => {
  await withRoots(async ({ roots, write }) => {
    await write("/proc/stat", "cpu 1 2 3\n");
    await write("/proc/1/stat", "1 (init)\n");
    for (let round = 0; round < 20; round++) {
      await readFact("/proc/stat", { roots, maxBytes: 1_000 });
      await assert.rejects(readFact("/proc/stat", { roots, maxBytes: 1 }));
      await assert.rejects(readFact("/proc/1", { roots, maxBytes: 1 }));
    }
    // Other tests of this process open files of their own meanwhile.
    const open = (await openFiles()).filter((path) => path.startsWith(roots.procRoot));
    assert.deepEqual(open, []);
  });
});

async function openFiles(): Promise<string[]> {
  const links = await Array.fromAsync(Deno.readDir("/proc/self/fd"));
  const targets = links.map(async ({ name }) => {
    try {
      return await Deno.readLink(`/proc/self/fd/${name}`);
    } catch (error) {
      // It was closed meanwhile.
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  });
  return await Promise.all(targets);
}

function interfaces(text: string): string[] {
  return [...text.matchAll(/^ *(\S+):/gm)].map(([, name = ""]) => name);
}
