import assert from "node:assert/strict";
import type { FileSystemStats } from "../../../contract/call_value.ts";
import { EMPTY_GRANT } from "../../../policy/permissions/empty_grant.ts";
import type { Caller } from "../caller.ts";
import { askFacts, factsWith } from "../testing_facts.ts";
import { Statfs } from "./statfs.ts";
import { until, withCommands, writeCommand } from "../../process/child/testing_commands.ts";

const REST_MS = 5 * 60_000;

function callerWith(...facts: string[]) {
  return { name: "system", grant: { ...EMPTY_GRANT, facts } };
}

const ANYWHERE = callerWith("statfs:/**");

function statfsIn(options: Partial<ConstructorParameters<typeof Statfs>[0]> = {}): Statfs {
  return new Statfs({
    rootfs: "/",
    timeoutMs: 5_000,
    path: "/usr/bin:/bin",
    nowMs: () => 0,
    ...options,
  });
}

/** Makes the call `facts.statfs`. */
async function ask(statfs: Statfs, caller: Caller, path: unknown): Promise<FileSystemStats> {
  return await askFacts(factsWith({ statfs }), caller, "statfs", [path]) as FileSystemStats;
}

async function withFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("statfs measures the real / as df does", async () => {
  const stats = await ask(statfsIn(), callerWith("statfs:/"), "/");
  assert.equal(stats.path, "/");
  const { stdout } = await new Deno.Command("df", {
    args: ["--output=size,itotal", "-B1", "/"],
    env: { LC_ALL: "C" },
  }).output();
  const [size, inodes] = new TextDecoder().decode(stdout).trim().split("\n")[1]?.trim()
    .split(/\s+/).map(Number) ?? [];
  assert.equal(stats.sizeBytes, size);
  assert.equal(stats.inodes, inodes);
  assert.ok(stats.availableBytes <= stats.freeBytes && stats.freeBytes <= stats.sizeBytes);
  assert.ok(stats.inodesFree <= stats.inodes);
});

Deno.test("statfs tells of a local file system without a program, and the same as one", async () => {
  const local = await ask(
    statfsIn({
      path: "/nonexistent",
      readMounts: () => "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
    }),
    ANYWHERE,
    "/",
  );
  const asked = await ask(statfsIn({ readMounts: () => "" }), ANYWHERE, "/");
  assert.equal(local.path, asked.path);
  assert.equal(local.sizeBytes, asked.sizeBytes);
  assert.equal(local.inodes, asked.inodes);
});

for (
  const path of ["", "relative", "/a/../etc", "/a//b", "/a/", "/a\0", "/a\n", "/%2e%2e", 7, null]
) {
  Deno.test(`statfs refuses ${JSON.stringify(path)} as no canonical path`, async () => {
    await assert.rejects(ask(statfsIn(), ANYWHERE, path), { code: "bad_arguments" });
  });
}

Deno.test("statfs refuses what is not granted, and names the line that would allow it", async () => {
  await assert.rejects(ask(statfsIn(), callerWith("statfs:/models/*", "/proc/stat"), "/etc"), {
    code: "not_granted",
    message: 'Cannot ask the file system of /etc: plugin "system" was not granted it; add ' +
      '"statfs:/etc" to permissions.facts in plugins/system/plugin.yaml, then run: ' +
      "deno task plugin approve system",
  });
});

Deno.test("statfs tells nothing of where a link leads when that is not granted", async () => {
  await withFolder(async (dir) => {
    await Deno.symlink("/", `${dir}/link`);
    await Deno.mkdir(`${dir}/folder`);
    await Deno.symlink(`${dir}/folder`, `${dir}/near`);
    const caller = callerWith(`statfs:${dir}/**`);
    await assert.rejects(ask(statfsIn(), caller, `${dir}/link`), { code: "not_granted" });
    assert.equal((await ask(statfsIn(), caller, `${dir}/near`)).path, `${dir}/folder`);
    assert.equal((await ask(statfsIn(), ANYWHERE, `${dir}/link`)).path, "/");
  });
});

Deno.test("statfs says not_found for a path that is absent", async () => {
  await withFolder(async (dir) => {
    await assert.rejects(ask(statfsIn(), ANYWHERE, `${dir}/absent`), { code: "not_found" });
  });
});

Deno.test("statfs asks below rootfs, and answers with the machine's own path", async () => {
  await withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/models`);
    await Deno.symlink("/etc", `${dir}/out`);
    const statfs = statfsIn({ rootfs: dir });
    assert.equal((await ask(statfs, ANYWHERE, "/models")).path, "/models");
    assert.equal((await ask(statfs, ANYWHERE, "/")).path, "/");
    await assert.rejects(ask(statfs, ANYWHERE, "/out"), {
      code: "forbidden_path",
      message: `Cannot ask /out: it leads out of ${dir}`,
    });
  });
});

Deno.test("statfs is unavailable without its programs", async () => {
  await assert.rejects(
    ask(statfsIn({ path: "/nonexistent", readMounts: () => "" }), ANYWHERE, "/"),
    {
      code: "unavailable",
    },
  );
});

Deno.test("statfs fails on what is no answer", async () => {
  await withCommands({ realpath: "echo /", stat: "echo 1 2 lots" }, async (dir) => {
    await assert.rejects(ask(statfsIn({ path: dir, readMounts: () => "" }), ANYWHERE, "/"), {
      code: "failed",
      message: 'Cannot ask the file system of /: stat said "1 2 lots"',
    });
  });
});

Deno.test("statfs leaves one that hung alone for five minutes, while others go on", async () => {
  await withCommands({}, async (dir) => {
    const asked = `echo "\${@: -1}" >> ${dir}/asked`;
    await writeCommand(dir, "realpath", `echo "$1"`);
    await writeCommand(
      dir,
      "stat",
      `${asked}; [ "\${@: -1}" = /dead ] && [ ! -e ${dir}/alive ] && exec /bin/sleep 60
echo 4096 100 50 40 10 5`,
    );
    let nowMs = 0;
    const statfs = statfsIn({ path: dir, timeoutMs: 500, nowMs: () => nowMs });
    const asks = async () =>
      (await Deno.readTextFile(`${dir}/asked`)).split("\n").filter((line) => line === "/dead")
        .length;
    const expected = {
      sizeBytes: 409_600,
      freeBytes: 204_800,
      availableBytes: 163_840,
      inodes: 10,
      inodesFree: 5,
    };
    const [dead, other] = await Promise.allSettled([
      ask(statfs, ANYWHERE, "/dead"),
      ask(statfs, ANYWHERE, "/fine"),
    ]);
    assert.equal(dead.status === "rejected" && dead.reason.code, "timed_out");
    assert.deepEqual(other, { status: "fulfilled", value: { path: "/fine", ...expected } });
    assert.equal(await asks(), 1);

    await Deno.writeTextFile(`${dir}/alive`, "");
    nowMs = REST_MS - 1;
    await assert.rejects(ask(statfs, ANYWHERE, "/dead"), {
      code: "timed_out",
      message: "Cannot ask the file system of /dead: it hung recently",
    });
    assert.equal(await asks(), 1);

    nowMs = REST_MS;
    assert.ok(
      await until(async () => {
        const answer = await ask(statfs, ANYWHERE, "/dead").catch(() => undefined);
        return answer?.path === "/dead";
      }),
    );
    assert.equal(await asks(), 2);
  });
});

Deno.test("statfs asks once for all who ask at the same time", async () => {
  await withCommands({}, async (dir) => {
    await writeCommand(dir, "realpath", `echo "$1"`);
    await writeCommand(
      dir,
      "stat",
      `echo x >> ${dir}/asked; /bin/sleep 0.1; echo 4096 100 50 40 10 5`,
    );
    const statfs = statfsIn({ path: dir });
    await Promise.all([1, 2, 3].map(() => ask(statfs, ANYWHERE, "/x")));
    assert.equal(await Deno.readTextFile(`${dir}/asked`), "x\n");
  });
});
