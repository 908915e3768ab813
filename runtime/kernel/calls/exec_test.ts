import assert from "node:assert/strict";
import type { ExecResult } from "../../contract/call_value.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { ExecGrant } from "../../contract/grant.ts";
import { Exec } from "./exec.ts";
import { makeCall } from "./kernel_call.ts";
import { until, withCommands, writeCommand } from "../process/child/testing_commands.ts";

const GRANTS: readonly ExecGrant[] = [
  { command: "nvidia-smi", args: ["--query-gpu=*", "--format=csv,noheader,nounits"] },
  { command: "tool", args: ["*"] },
  { command: "tool", args: [] },
  { command: "absent", args: [] },
];

const CALLER = { name: "gpu", grant: { ...EMPTY_GRANT, exec: GRANTS } };

/** Makes the call `exec.run`. */
async function run(exec: Exec, args: readonly unknown[]): Promise<ExecResult> {
  const call = { service: "exec", method: "run", args };
  return await makeCall({ exec: exec.calls }, CALLER, call) as ExecResult;
}

function execIn(dir: string, { timeoutMs = 10_000, maxOutputBytes = 1_000 } = {}): Exec {
  return new Exec({ path: `${dir}:/usr/bin:/bin`, timeoutMs, maxOutputBytes });
}

/** Returns how often a script that appends to a file was run. */
async function runs(file: string): Promise<number> {
  try {
    return (await Deno.readTextFile(file)).trim().split("\n").length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

Deno.test("Exec runs a granted command with LC_ALL=C and PATH alone", async () => {
  await withCommands({ tool: "env | grep -vE '^(_|SHLVL|PWD)=' | sort" }, async (dir) => {
    const { code, stdout } = await run(execIn(dir), ["tool", []]);
    assert.equal(code, 0);
    assert.equal(stdout, `LC_ALL=C\nPATH=${dir}:/usr/bin:/bin\n`);
  });
});

Deno.test("Exec gives an exit code as a result", async () => {
  await withCommands({ tool: "echo out; echo err >&2; exit 9" }, async (dir) => {
    const { code, stdout, stderr } = await run(execIn(dir), ["tool", ["x"]]);
    assert.deepEqual([code, stdout, stderr], [9, "out\n", "err\n"]);
  });
});

for (
  const [name, words] of [
    ["another command", ["rm", ["-rf", "/"]]],
    ["a path instead of the name", ["/usr/bin/nvidia-smi", []]],
    ["no arguments", ["nvidia-smi", []]],
    ["one argument less", ["nvidia-smi", ["--query-gpu=name"]]],
    ["an option that writes a file", [
      "nvidia-smi",
      ["--query-gpu=name", "--format=csv,noheader,nounits", "-f", "/etc/cron.d/x"],
    ]],
    ["another option in place of one", ["nvidia-smi", ["-f", "/tmp/x"]]],
    ["a newline in an argument", [
      "nvidia-smi",
      ["--query-gpu=name\n-f", "--format=csv,noheader,nounits"],
    ]],
    ["NUL in an argument", ["nvidia-smi", [
      "--query-gpu=name\0",
      "--format=csv,noheader,nounits",
    ]]],
    ["an option where a value is granted", ["tool", ["-f"]]],
    ["the order changed", [
      "nvidia-smi",
      ["--format=csv,noheader,nounits", "--query-gpu=name"],
    ]],
  ] as const
) {
  Deno.test(`Exec refuses ${name}, and names the line and file that would allow it`, async () => {
    await withCommands({ "nvidia-smi": "echo ran", tool: "echo ran" }, async (dir) => {
      const [command, args] = words;
      await assert.rejects(run(execIn(dir), [command, args]), (error: Error) => {
        assert.equal("code" in error && error.code, "not_granted");
        const item = JSON.stringify({ command, args });
        assert.ok(error.message.includes(`add ${item} to permissions.exec`), error.message);
        assert.match(error.message, /plugins\/gpu\/plugin\.yaml.*deno task plugin approve gpu$/);
        return true;
      });
    });
  });
}

for (
  const [name, args] of [
    ["nothing", []],
    ["a name alone", ["tool"]],
    ["a text as arguments", ["tool", "x"]],
    ["a number among the arguments", ["tool", [1]]],
    ["a third argument", ["tool", [], { cwd: "/" }]],
    ["no name", [null, []]],
  ] as const
) {
  Deno.test(`Exec refuses ${name} as bad_arguments`, async () => {
    await assert.rejects(run(execIn("/nonexistent"), args), { code: "bad_arguments" });
  });
}

Deno.test("Exec says that a granted command is not on the PATH", async () => {
  await assert.rejects(run(execIn("/nonexistent"), ["absent", []]), {
    code: "command_not_found",
    message: "Cannot run absent: it is not on the PATH",
  });
});

Deno.test("Exec finds a wrapper that stands earlier on the PATH", async () => {
  await withCommands({ tool: "echo real" }, async (real) => {
    await withCommands({ tool: "echo wrapper" }, async (front) => {
      const exec = new Exec({
        path: `${front}:${real}:/usr/bin:/bin`,
        timeoutMs: 10_000,
        maxOutputBytes: 100,
      });
      assert.equal((await run(exec, ["tool", []])).stdout, "wrapper\n");
      await Deno.remove(`${front}/tool`);
      assert.equal((await run(exec, ["tool", []])).stdout, "real\n");
    });
  });
});

Deno.test("Exec runs the same line once for all who ask at the same time", async () => {
  await withCommands({}, async (dir) => {
    await writeCommand(dir, "tool", `echo ran >> ${dir}/runs; sleep 0.2; echo "$1"`);
    const exec = execIn(dir);
    const answers = await Promise.all(
      [1, 2, 3].map(() => run(exec, ["tool", ["a"]])),
    );
    assert.deepEqual(answers.map(({ stdout }) => stdout), ["a\n", "a\n", "a\n"]);
    assert.equal(await runs(`${dir}/runs`), 1);
  });
});

Deno.test("Exec runs other lines of a command one after the other", async () => {
  await withCommands({}, async (dir) => {
    // Fails when another one is running.
    await writeCommand(dir, "tool", `mkdir ${dir}/lock || exit 1; sleep 0.1; rmdir ${dir}/lock`);
    const exec = execIn(dir);
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((word) => run(exec, ["tool", [word]])),
    );
    assert.deepEqual(answers.map(({ code }) => code), [0, 0, 0, 0]);
  });
});

Deno.test("Exec is busy, and starts no other process, while the turn does not come", async () => {
  await withCommands({}, async (dir) => {
    await writeCommand(dir, "tool", `echo ran >> ${dir}/runs; sleep 0.4`);
    const exec = execIn(dir, { timeoutMs: 600 });
    // The third waits for the second, which ends after 800 ms.
    const outcomes = await Promise.allSettled(
      ["a", "b", "c"].map((word) => run(exec, ["tool", [word]])),
    );
    const codes = outcomes.map((one) => one.status === "rejected" ? one.reason.code : "ok");
    assert.deepEqual(codes, ["ok", "ok", "busy"]);
    assert.equal(await runs(`${dir}/runs`), 2);
  });
});

Deno.test("Exec answers a new call once the process that was killed has gone", async () => {
  await withCommands({}, async (dir) => {
    await writeCommand(dir, "tool", `[ "$1" = slow ] && exec sleep 60; echo fast`);
    const exec = execIn(dir, { timeoutMs: 300 });
    await assert.rejects(run(exec, ["tool", ["slow"]]), { code: "timed_out" });
    assert.ok(
      await until(async () => (await run(exec, ["tool", ["fast"]])).stdout === "fast\n"),
    );
  });
});

Deno.test("Exec lets a command that fails disturb nobody after it", async () => {
  await withCommands({ tool: "exec yes" }, async (dir) => {
    const exec = execIn(dir);
    await assert.rejects(run(exec, ["tool", []]), { code: "output_too_large" });
    await writeCommand(dir, "tool", "echo fine");
    assert.equal((await run(exec, ["tool", []])).stdout, "fine\n");
  });
});

Deno.test("Exec refuses a pattern to a program that runs others, by what its name leads to", async () => {
  await withCommands({ plain: "echo plain" }, async (dir) => {
    await Deno.symlink("/usr/bin/env", `${dir}/tool`);
    await assert.rejects(run(execIn(dir), ["tool", ["id"]]), {
      code: "access_denied",
      message:
        `Cannot run tool: ${dir}/tool leads to env, which runs the program that its arguments name; ` +
        "write out each of its arguments in plugin.yaml, without *",
    });
    // What was written out was approved as it is.
    assert.match((await run(execIn(dir), ["tool", []])).stdout, /^LC_ALL=C$/m);
  });
});

Deno.test("Exec refuses a file that others can replace, and says what to do", async () => {
  await withCommands({ tool: "echo ran" }, async (dir) => {
    await Deno.chmod(`${dir}/tool`, 0o777);
    await assert.rejects(run(execIn(dir), ["tool", []]), {
      code: "access_denied",
      message: /can be written by everybody .*; run: chmod o-w .*\/tool$/,
    });
    await Deno.chmod(`${dir}/tool`, 0o755);
    assert.equal((await run(execIn(dir), ["tool", []])).stdout, "ran\n");
  });
});

Deno.test("Exec runs no text file as a script of a shell", async () => {
  await withCommands({}, async (dir) => {
    await Deno.writeTextFile(`${dir}/tool`, "echo ran\n", { mode: 0o755 });
    await assert.rejects(run(execIn(dir), ["tool", []]), {
      code: "access_denied",
      message: /neither a program/,
    });
  });
});
