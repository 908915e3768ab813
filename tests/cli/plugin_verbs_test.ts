import assert from "node:assert/strict";
import { ProjectFolder } from "./project_folder.ts";

const VERBS = ["new", "list", "info", "test", "approve", "revoke", "diff"];

Deno.test("plugin explains every verb, with examples", async () => {
  await using project = await ProjectFolder.create();
  const overview = await project.run("plugin/main.ts", "--help");
  assert.equal(overview.code, 0);
  for (const verb of VERBS) {
    assert.match(overview.stdout, new RegExp(`^  ${verb} `, "m"));
    const { code, stdout } = await project.run("plugin/main.ts", verb, "--help");
    assert.equal(code, 0, verb);
    assert.match(stdout, new RegExp(`Examples:\\n  deno task plugin ${verb}`), verb);
  }
});

Deno.test("plugin refuses a wrong command line with exit code 2 and a suggestion", async () => {
  await using project = await ProjectFolder.create();
  const cases: [string[], RegExp][] = [
    [[], /Usage: deno task plugin VERB/],
    [["aprove", "x"], /Did you mean approve\?/],
    [["list", "--jsn"], /Did you mean --json\?/],
    [["info"], /Missing NAME/],
    [["new", "Bad-Name"], /"Bad-Name": it must be 1 to 32/],
    [["new", "runtime"], /reserved/],
    [["new", "trailing_"], /must look like/],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr, stdout } = await project.run("plugin/main.ts", ...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, expected);
    assert.equal(stdout, "", args.join(" "));
  }
});

Deno.test("plugin new makes a plugin that passes its tests and runs at once", async () => {
  await using project = await ProjectFolder.create();
  const made = await project.run("plugin/main.ts", "new", "a_rather_long_name_for_a_plugin");
  assert.equal(made.code, 0, made.stderr);
  const list = await project.run("plugin/main.ts", "list", "--json");
  assert.deepEqual(
    (JSON.parse(list.stdout) as { name: string; state: string }[])
      .map(({ name, state }) => ({ name, state })),
    [{ name: "a_rather_long_name_for_a_plugin", state: "ready" }],
  );
  const tested = await project.run("plugin/main.ts", "test", "a_rather_long_name_for_a_plugin");
  assert.equal(tested.code, 0, tested.stderr);
  assert.match(
    tested.stdout,
    /^llm_monitor_a_rather_long_name_for_a_plugin_up\{target=.*\} [01]$/m,
  );
  const again = await project.run("plugin/main.ts", "new", "a_rather_long_name_for_a_plugin");
  assert.equal(again.code, 1);
  assert.match(again.stderr, /error\[plugin_exists\]/);
});

Deno.test("plugin approve, diff and revoke keep plugins.lock.json", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("load", '{facts: ["/proc/loadavg"]}');
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.run("plugin/main.ts", ...args);
    return { code, text: stdout + stderr };
  };
  const diff = await run("diff", "load");
  assert.equal(diff.code, 0, diff.text);
  assert.match(diff.text, /^\+ facts \/proc\/loadavg$/m);
  const refused = await run("approve", "load");
  assert.equal(refused.code, 4, refused.text);
  assert.match(
    refused.text,
    /^\+ facts \/proc\/loadavg$[\s\S]*error\[approval_needed\].*\n.*--yes/m,
  );
  const untested = await run("test", "load");
  assert.equal(untested.code, 4);
  assert.equal(untested.text.match(/plugin approve load/g)?.length, 1, untested.text);
  await project.addPlugin("odd", "{files: []}");
  const odd = await run("test", "odd");
  assert.equal(odd.code, 3);
  assert.match(odd.text, /^error\[manifest_invalid\] Cannot test plugin "odd": .*files/);
  const approved = await run("approve", "load", "--yes");
  assert.equal(approved.code, 0, approved.text);
  const lock = JSON.parse(await Deno.readTextFile(`${project.dir}/plugins.lock.json`)) as {
    plugins: Record<string, { grant: { facts: string[] } }>;
  };
  assert.deepEqual(lock.plugins.load?.grant.facts, ["/proc/loadavg"]);
  assert.match((await run("approve", "load", "--yes")).text, /already approved/);
  assert.match((await run("info", "load")).text, /approval +approved[\s\S]*facts \/proc\/loadavg/);
  assert.match((await run("revoke", "load")).text, /approval removed/);
  assert.match((await run("revoke", "load")).text, /was not approved/);
  assert.match((await run("list")).text, /load +1\.0\.0 +pending/);
});

Deno.test("plugin info shows the exact command line, and no plugin of a wrong name", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("probe", '{net: ["127.0.0.1:8000"]}');
  const { code, stdout, stderr } = await project.run("plugin/main.ts", "info", "probe", "--json");
  assert.equal(code, 0, stderr);
  const info = JSON.parse(stdout) as { command: string[]; state: string };
  assert.equal(info.state, "ready");
  assert(info.command.includes("--allow-net=127.0.0.1:8000"), info.command.join(" "));
  const wrong = await project.run("plugin/main.ts", "info", "prob");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /error\[plugin_not_found\][\s\S]*Did you mean probe\?/);
});
