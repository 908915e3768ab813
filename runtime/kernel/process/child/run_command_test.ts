import assert from "node:assert/strict";
import { NO_FILTERS } from "../../../../tests/support/no_wrappers.ts";
import { detectWrappers } from "../isolation/detect_wrappers.ts";
import { wrapCommand } from "../isolation/wrappers.ts";
import { runCommand } from "./run_command.ts";
import { isRunning, until, withCommands } from "./testing_commands.ts";

const OPTIONS = {
  env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
  timeoutMs: 10_000,
  maxOutputBytes: 100_000,
};

/** Runs one script to its end. */
async function run(body: string, options: Partial<typeof OPTIONS> = {}) {
  let running: ReturnType<typeof runCommand> | undefined;
  await withCommands({ tool: body }, async (dir) => {
    running = runCommand([`${dir}/tool`, "a b", "$(id)"], { ...OPTIONS, ...options });
    await Promise.allSettled([running.result, running.ended]);
  });
  assert.ok(running);
  return await running.result;
}

Deno.test("runCommand gives output, exit code and time, and passes arguments as they are", async () => {
  const { code, stdout, stderr, durationMs } = await run(
    'printf "%s|" "$@"; echo no >&2; exit 3',
  );
  assert.deepEqual([code, stdout, stderr], [3, "a b|$(id)|", "no\n"]);
  assert.ok(durationMs >= 0 && durationMs < 10_000);
});

Deno.test("runCommand runs in / with this environment alone, and no standard input", async () => {
  const { stdout } = await run("pwd; cat; env | grep -vE '^(_|SHLVL|PWD)=' | sort");
  assert.equal(stdout, "/\nLC_ALL=C\nPATH=/usr/bin:/bin\n");
});

for (const [signal, code] of [["SEGV", 139], ["KILL", 137], ["TERM", 143]] as const) {
  Deno.test(`runCommand tells SIG${signal} as a shell does, with code ${code}`, async () => {
    assert.equal((await run(`kill -${signal} $$`)).code, code);
  });
}

Deno.test("runCommand decodes output that is no UTF-8 without failing", async () => {
  const { stdout } = await run("printf '\\xff\\x00ok'");
  assert.equal(stdout, "\ufffd\0ok");
});

Deno.test("runCommand keeps the first 4 KiB of standard error and reads on", async () => {
  const { code, stderr } = await run("head -c 300000 /dev/zero | tr '\\0' e >&2; exit 0");
  assert.equal(code, 0);
  assert.equal(stderr, "e".repeat(4_096));
});

Deno.test("runCommand allows exactly the limit of output", async () => {
  const { stdout } = await run("printf 12345", { maxOutputBytes: 5 });
  assert.equal(stdout, "12345");
  await assert.rejects(run("printf 123456", { maxOutputBytes: 5 }), {
    name: "CallError",
    code: "output_too_large",
    message: /it wrote more than 5 bytes$/,
  });
});

Deno.test("runCommand ends a program that floods, at once", async () => {
  const startMs = performance.now();
  await assert.rejects(run("exec yes"), { name: "CallError", code: "output_too_large" });
  assert.ok(performance.now() - startMs < 5_000);
});

Deno.test("runCommand ends what hangs and ignores SIGTERM, with its children", async () => {
  await withCommands({
    tool: 'trap "" TERM; sleep 60 & echo $! $$ > "$1"; while true; do sleep 60; done',
  }, async (dir) => {
    const { result, ended } = runCommand([`${dir}/tool`, `${dir}/pids`], {
      ...OPTIONS,
      timeoutMs: 300,
    });
    await assert.rejects(result, {
      name: "CallError",
      code: "timed_out",
      message: /it took longer than 300 ms$/,
    });
    await ended;
    const pids = (await Deno.readTextFile(`${dir}/pids`)).trim().split(" ").map(Number);
    assert.equal(pids.length, 2);
    for (const pid of pids) assert.ok(await until(async () => !await isRunning(pid)), `${pid}`);
  });
});

Deno.test("runCommand ends what a program left behind, and does not wait for it", async () => {
  await withCommands({ tool: 'sleep 60 & echo $! > "$1"; echo done' }, async (dir) => {
    const { result } = runCommand([`${dir}/tool`, `${dir}/pid`], { ...OPTIONS, timeoutMs: 5_000 });
    const { code, stdout, durationMs } = await result;
    assert.deepEqual([code, stdout], [0, "done\n"]);
    assert.ok(durationMs < 4_000);
    const pid = Number(await Deno.readTextFile(`${dir}/pid`));
    assert.ok(await until(async () => !await isRunning(pid)));
  });
});

for (
  const [name, body] of [
    ["is not there", undefined],
    ["has an unknown interpreter", "#!/nonexistent\n"],
  ] as const
) {
  Deno.test(`runCommand fails for a file that ${name}`, async () => {
    await withCommands({}, async (dir) => {
      if (body !== undefined) await Deno.writeTextFile(`${dir}/tool`, body, { mode: 0o755 });
      const { result, ended } = runCommand([`${dir}/tool`], OPTIONS);
      await assert.rejects(result, { name: "CallError", code: "failed", message: /Cannot run/ });
      await ended;
    });
  });
}

Deno.test("runCommand puts wrapper and session in front, and passes arguments as they are", async () => {
  const wrappers = await detectWrappers({
    path: "/usr/bin:/bin",
    guestFiles: [],
    callFilters: NO_FILTERS,
  });
  const body = 'printf "%s|" "$@"; ulimit -c; ulimit -n; ps -o pgid= -p $$; echo $$; ' +
    "grep -E '^(Cap|NoNew)' /proc/self/status";
  await withCommands({ tool: body }, async (dir) => {
    const { result } = runCommand([`${dir}/tool`, "a b", "$(id)", "", "*"], {
      ...OPTIONS,
      wrapper: wrapCommand(wrappers),
      setsid: wrappers.setsid,
    });
    const { stdout } = await result;
    const [first, files, group, pid, ...status] = stdout.split("\n");
    assert.deepEqual([first, files], ["a b|$(id)||*|0", "256"]);
    assert.equal(group?.trim(), pid);
    // Only root can give up the bounding set; without privileges to gain it bounds nothing.
    const sets = status.filter((line) => /^Cap(?:Inh|Prm|Eff|Amb)/.test(line));
    assert.equal(sets.length, 4);
    for (const line of sets) assert.match(line, /\t0{16}$/);
    assert.ok(status.includes("NoNewPrivs:\t1"));
  });
});

Deno.test("runCommand refuses an argument with NUL instead of cutting it", async () => {
  const { result } = runCommand(["/bin/echo", "a\0b"], OPTIONS);
  await assert.rejects(result, { name: "CallError", code: "failed" });
});

Deno.test("runCommand lets go of one that left its group and floods", async () => {
  const flood = 'setsid bash -c \'echo $$ > "$0"; exec yes\' "$1"';
  await withCommands({ tool: flood }, async (dir) => {
    const { result } = runCommand([`${dir}/tool`, `${dir}/pid`], OPTIONS);
    await assert.rejects(result, { code: "output_too_large" });
    const pid = Number(await Deno.readTextFile(`${dir}/pid`));
    // Nobody reads any more: its next write ends it.
    const hasEnded = await until(async () => !await isRunning(pid));
    if (!hasEnded) Deno.kill(pid, "SIGKILL");
    assert.ok(hasEnded);
  });
});
