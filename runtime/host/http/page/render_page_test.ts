import assert from "node:assert/strict";
import {
  PLUGIN_STATES,
  type PluginStatus,
  STATUS_SCHEMA_VERSION,
} from "../../../contract/status.ts";
import type { StatusAnswer } from "../../../contract/status.ts";
import { fakePlugin, fakeStatus } from "../testing_ports.ts";
import { renderPage } from "./render_page.ts";

async function page(
  plugins: readonly PluginStatus[],
  status: Partial<StatusAnswer> = {},
): Promise<string> {
  const answer = { schema_version: STATUS_SCHEMA_VERSION, isolation: [], plugins } as const;
  return String(await renderPage(answer, fakeStatus(status)));
}

Deno.test("renderPage escapes every text that a plugin or a file chose", async () => {
  const evil = `<script>alert("1")</script>'`;
  const at = evil;
  const text = await page([
    fakePlugin({
      name: evil,
      version: evil,
      detail: evil,
      denied: [evil],
      command: [evil],
      last_collection_at: evil,
      last_error: { code: evil, message: evil, at },
      warnings: [{ message: evil, at }],
      subjects: [{ name: evil, state: evil, detail: evil }],
      last_stop: { reason: "exit", detail: evil, at },
      pending: { digest: evil, message: evil },
      reload: { ok: false, message: evil, at },
    }),
  ], {
    version: evil,
    deno_version: evil,
    started_at: evil,
    ready: false,
    not_ready: [evil],
    isolation: [{ name: evil, active: false, detail: evil }],
    config_reload: { ok: false, message: evil, at },
  });
  assert.doesNotMatch(text, /<script>|alert\("/);
  assert.equal(text.split("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;").length - 1, 32);
});

Deno.test("renderPage tells what a plugin watches", async () => {
  const text = await page([fakePlugin({
    subjects: [
      { name: "chat", state: "up", detail: "vLLM (qwen)" },
      { name: "embed", state: "loading", detail: "it is loading its model" },
      { name: "small", state: "up", detail: "" },
    ],
  })]);
  assert.match(text, /<summary>Watches 2 up, 1 loading<\/summary>/);
  assert.match(text, /<li>chat: up, vLLM \(qwen\)<\/li>/);
  assert.match(text, /<li>small: up<\/li>/);
  assert.doesNotMatch(await page([fakePlugin()]), /Watches/);
});

Deno.test("renderPage names the command that approves a plugin that waits", async () => {
  const command = /<code>deno task plugin approve alpha<\/code>/;
  const pending = { digest: "d", message: "asks for exec: nvidia-smi" };
  const text = await page([fakePlugin({ state: "pending", pending })]);
  assert.match(text, command);
  assert.match(text, /asks for exec: nvidia-smi/);
  assert.match(await page([fakePlugin({ state: "idle", pending })]), command);
  assert.doesNotMatch(await page([fakePlugin()]), command);
});

Deno.test("renderPage writes each state as text beside its colour", async () => {
  for (const state of PLUGIN_STATES) {
    const text = await page([fakePlugin({ state })]);
    assert.match(text, new RegExp(`<span class="badge (good|calm|warn|bad)">${state}</span>`));
  }
});

Deno.test("renderPage loads nothing from elsewhere and runs nothing inline", async () => {
  const text = await page([fakePlugin()]);
  assert.doesNotMatch(text, /https?:\/\/|<style|\sstyle=|\son\w+=/);
  const scripts = text.match(/<script[^>]*>[^<]*/g);
  assert.deepEqual(scripts, ['<script src="/page.js" defer>']);
});

Deno.test("renderPage shows the layers of the sandbox and what is missing of them", async () => {
  const text = await page([], {
    isolation: [
      { name: "prlimit", active: true, detail: "" },
      { name: "setpriv", active: false, detail: "install util-linux" },
    ],
  });
  assert.match(text, /prlimit<\/th>\s*<td><span class="badge good">active/);
  assert.match(text, /setpriv<\/th>\s*<td><span class="badge warn">missing.*install util-linux/s);
});

Deno.test("renderPage says what to do when there is no plugin", async () => {
  assert.match(await page([]), /There is none yet\. <code>deno task plugin new NAME<\/code>/);
});
