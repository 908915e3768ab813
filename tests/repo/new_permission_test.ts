/** Adds a kind of permission with a kernel call to a copy of the runtime: few files know the kinds. */
import assert from "node:assert/strict";
import { REPO } from "./source_files.ts";

const FIXTURES = `${REPO}/tests/fixtures/new_permission`;

/** Files that come with the kind. */
const NEW_FILES: Readonly<Record<string, string>> = {
  "runtime/policy/permissions/clock.ts": "policy.ts.txt",
  "runtime/kernel/calls/clock.ts": "call.ts.txt",
};

/** Lines that go into files that are there, each in front of one that stands in it once. */
const NEW_LINES: readonly (readonly [file: string, before: string, line: string])[] = [
  [
    "runtime/contract/permissions.ts",
    "} as const satisfies",
    `  clock: {
    asked: texts(8),
    approved: approvedTexts.default([]),
    title: "Time, told by the kernel",
    subject: "Time zones",
    patterns: "names, * for any",
    free: [],
    ceiling: ["*"],
  },`,
  ],
  [
    "runtime/contract/kernel_calls.ts",
    "  readonly docker: Docker;",
    "  readonly clock: { now(zone: string): Promise<string> };",
  ],
  ["runtime/contract/kernel_calls.ts", '  docker: ["engine"', '  clock: ["now"],'],
  [
    "runtime/policy/permissions/rules.ts",
    "import { dockerRules }",
    'import { clockRules } from "./clock.ts";',
  ],
  ["runtime/policy/permissions/rules.ts", "  docker: dockerRules,", "  clock: clockRules,"],
  [
    "runtime/kernel/calls/services.ts",
    "import { Docker }",
    'import { clockCalls } from "./clock.ts";',
  ],
  [
    "runtime/kernel/calls/services.ts",
    "    docker: dockerService.calls,",
    "    clock: clockCalls,",
  ],
];

const MAX_FILES = 6;

Deno.test("a new kind of permission costs six files at most", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await copyInto(dir);
    const touched = new Set<string>();
    for (const [file, fixture] of Object.entries(NEW_FILES)) {
      await Deno.copyFile(`${FIXTURES}/${fixture}`, `${dir}/${file}`);
      touched.add(file);
    }
    for (const [file, before, line] of NEW_LINES) {
      const parts = (await Deno.readTextFile(`${dir}/${file}`)).split(before);
      assert.equal(parts.length, 2, `${file} holds "${before}" once`);
      await Deno.writeTextFile(`${dir}/${file}`, parts.join(`${line}\n${before}`));
      touched.add(file);
    }
    assert.ok(touched.size <= MAX_FILES, [...touched].join(", "));
    await Deno.copyFile(`${FIXTURES}/use.ts.txt`, `${dir}/use.ts`);
    const entries = ["kernel/main.ts", "host/main.ts", "guest/bootstrap.ts", "cli/plugin/main.ts"];
    await run(dir, ["check", "--quiet", ...entries.map((file) => `runtime/${file}`), "use.ts"]);
    await run(dir, ["run", "-A", "--quiet", "use.ts"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** The runtime without its tests, which know the kinds that there are. */
async function copyInto(dir: string): Promise<void> {
  for (const name of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(`${REPO}/${name}`, `${dir}/${name}`);
  }
  await copyFolder(`${REPO}/runtime`, `${dir}/runtime`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (!name.endsWith("_test.ts")) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

async function run(cwd: string, args: string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" } });
  const { success, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
