import assert from "node:assert/strict";
import { lockState } from "./state_lock.ts";

async function withFolder(use: (dir: string) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("lockState refuses a folder that is held, and says by whom", () =>
  withFolder(async (dir) => {
    const held = await lockState(dir);
    await assert.rejects(lockState(dir), {
      name: "CodedError",
      code: "state_dir_in_use",
      message: new RegExp(`pid ${Deno.pid}, since \\d{4}-`),
      hint: /LLM_MONITOR_STATE_DIR/,
    });
    held[Symbol.dispose]();
    (await lockState(dir))[Symbol.dispose]();
  }));

Deno.test("lockState takes a folder over from one that was killed", () =>
  withFolder(async (dir) => {
    const module = new URL("./state_lock.ts", import.meta.url).href;
    const code = `const { lockState } = await import("${module}");
      globalThis.held = await lockState(${JSON.stringify(dir)});
      console.log("held"); setInterval(() => {}, 1000);`;
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", code],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = holder.stdout.getReader();
    assert.match(new TextDecoder().decode((await reader.read()).value), /held/);
    const inUse = { code: "state_dir_in_use", message: new RegExp(`pid ${holder.pid},`) };
    await assert.rejects(lockState(dir), inUse);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    (await lockState(dir))[Symbol.dispose]();
    const text = JSON.parse(await Deno.readTextFile(`${dir}/lock`));
    assert.equal(text.pid, Deno.pid);
  }));

Deno.test("lockState opens no link", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/precious`, "precious");
    await Deno.symlink(`${dir}/precious`, `${dir}/lock`);
    await assert.rejects(lockState(dir), { code: "state_dir_unsafe" });
    assert.equal(await Deno.readTextFile(`${dir}/precious`), "precious");
  }));
