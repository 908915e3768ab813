/** docs/llm-servers.md, followed to the letter in a copy of the plugin. */
import assert from "node:assert/strict";
import { REPO } from "../../../tests/repo/source_files.ts";
import { filesBelow } from "../../../tests/support/files_below.ts";

const BLOCK = /^ *```\w+ (servers\/\S+)\n([\s\S]*?)^ *```$/gm;

Deno.test("docs/llm-servers.md adds a kind of server", async () => {
  const root = await Deno.makeTempDir();
  try {
    await copyRepository(root);
    const plugin = `${root}/plugins/llm`;
    const page = await Deno.readTextFile(`${REPO}/docs/llm-servers.md`);
    const blocks = [...page.matchAll(BLOCK)];
    assert.equal(blocks.length, 4);
    for (const [, path = "", text = ""] of blocks) await write(`${plugin}/${path}`, text);
    const server = "plugins/llm/servers";
    assert.match((await test(root, [`${server}/index_test.ts`])).output, /2 failed/);
    await passes(root, [`${server}/index_test.ts`], { UPDATE_GOLDEN: "1" });
    await passes(root, [server, "--filter=/acme|README|coverage|SOURCES/"], { UPDATE_GOLDEN: "1" });
    await passes(root, [server, "plugins/llm/random_responses_test.ts", "--filter=/acme|README/"]);
    const read = await Deno.readTextFile(`${plugin}/servers/acme/testdata/acme/expected.prom`);
    assert.match(read, /llm_requests_running\{target="server",engine="acme",model="m"\} 3/);
    assert.match(read, /llm_kv_cache_usage_ratio\{target="server",engine="acme",model="m"\} 0\.25/);
    const readme = await Deno.readTextFile(`${plugin}/README.md`);
    assert.match(readme, /^\| Acme +\| `acme` +\| `--metrics` +\| queue, tokens, TTFT/m);
    await Deno.remove(`${plugin}/servers/acme/testdata/lookalikes`, { recursive: true });
    const { output } = await test(root, [server, "--filter=acme"]);
    assert.match(output, /servers\/acme lacks testdata\/lookalikes/);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

/** Copies the plugin alone; all else is linked. */
async function copyRepository(root: string): Promise<void> {
  for (const name of ["runtime", "tests", "docs", "deno.json", "deno.lock"]) {
    await Deno.symlink(`${REPO}/${name}`, `${root}/${name}`);
  }
  const from = `${REPO}/plugins/llm`;
  for (const path of await filesBelow(from)) {
    await write(`${root}/plugins/llm/${path}`, await Deno.readTextFile(`${from}/${path}`));
  }
}

async function write(file: string, text: string): Promise<void> {
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  // Blocks of a list are indented.
  const indent = /^ */.exec(text)?.[0] ?? "";
  await Deno.writeTextFile(file, text.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

async function test(root: string, args: readonly string[], env: Record<string, string> = {}) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", `--config=${root}/deno.json`, ...args],
    cwd: root,
    env: { UPDATE_GOLDEN: "", NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function passes(
  root: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success, output } = await test(root, args, env);
  assert(success, output);
}
