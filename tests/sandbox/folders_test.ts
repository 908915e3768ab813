/** Items 1, 3, 5-8, 82-84, 86, 87 of the list of attacks: what a plugin's folder may hold. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import type { TempProject } from "../support/temp_project.ts";
import { needsRoot } from "../support/tools.ts";
import { addBadPlugin } from "./bad_plugins.ts";
import { codeOf, underAttack } from "./under_attack.ts";

/** Plugins that are started, and cannot load what they want. */
const UNLOADABLE: Record<string, { items: string; says: RegExp }> = {
  imports_a_secret: { items: "1", says: /Requires read access to "\/etc\/passwd"/ },
  imports_out_of_its_folder: { items: "1", says: /Requires read access to ".*config\.yaml"/ },
  imports_by_a_data_module: { items: "3", says: /Requires read access to "\/etc\/passwd"/ },
  brings_a_deno_json: { items: "8", says: /"secret" not a dependency and not in import map/ },
};

for (const [name, { items, says }] of Object.entries(UNLOADABLE)) {
  Deno.test(`item ${items}: ${name} is load_failed, and costs only itself`, async () => {
    await underAttack([name], async (monitor) => {
      assert.equal(await codeOf(monitor, name), "load_failed");
      assert.match((await monitor.plugin(name))?.last_error?.message ?? "", says);
    });
  });
}

const ODD = "has_an_odd_folder";
const inOdd = (project: TempProject, file: string) => `${project.pluginsDir}/${ODD}/${file}`;

/** What is added to a folder, and the code under which the whole folder is rejected. */
const ODDITIES: Record<
  string,
  { items: string; code: string; add: (project: TempProject) => Promise<unknown> }
> = {
  "a symbolic link": {
    items: "5, 6, 82",
    code: "plugin_file_kind",
    add: (project) => Deno.symlink("/etc/passwd", inOdd(project, "link.txt")),
  },
  "a node_modules that is a link": {
    items: "7",
    code: "plugin_file_kind",
    add: (project) => Deno.symlink("/usr/lib", inOdd(project, "node_modules")),
  },
  "a pipe": {
    items: "82",
    code: "plugin_file_kind",
    add: (project) => new Deno.Command("mkfifo", { args: [inOdd(project, "pipe")] }).output(),
  },
  "too many files": {
    items: "82",
    code: "plugin_too_many_files",
    add: async (project) => {
      for (let index = 0; index < 250; index++) {
        await Deno.writeTextFile(inOdd(project, `${index}.txt`), "");
      }
    },
  },
  "too many bytes": {
    items: "82",
    code: "plugin_too_large",
    add: (project) => Deno.writeFile(inOdd(project, "big.bin"), new Uint8Array(6 * 1024 * 1024)),
  },
};

for (const [what, { items, code, add }] of Object.entries(ODDITIES)) {
  Deno.test(`items ${items}: a folder with ${what} is ${code}, and costs only itself`, async () => {
    await underAttack([ODD], async (monitor) => {
      const line = await monitor.untilLogged(new RegExp(`plugins/${ODD}`));
      assert.equal(line.code, code, line.message);
      assert.equal((await monitor.untilState(ODD, "rejected")).pid, null);
    }, { prepare: add });
  });
}

Deno.test({
  name: "item 82: a folder with a hard link to another's file is plugin_file_kind",
  // Linux lets nobody but root link a file that is another's.
  ignore: needsRoot("linking to the file of another user"),
  fn: async () => {
    await underAttack([ODD], async (monitor) => {
      const line = await monitor.untilLogged(/config\.yaml is a hard link/);
      assert.equal(line.code, "plugin_file_kind", line.message);
      assert.equal((await monitor.untilState(ODD, "rejected")).pid, null);
    }, {
      prepare: async (project) => {
        await Deno.link(project.configFile, inOdd(project, "config.yaml"));
        await Deno.chown(`${project.pluginsDir}/${ODD}`, 61_002, 61_002);
      },
    });
  },
});

/** Manifests that are refused before anything of the plugin runs. */
const MANIFESTS: Record<string, { items: string; code: string; says: RegExp }> = {
  brings_a_yaml_bomb: { items: "83", code: "yaml_invalid", says: /plugin\.yaml:4/ },
  merges_a_grant: { items: "83", code: "yaml_invalid", says: /plugin\.yaml:9/ },
  repeats_a_key: { items: "84", code: "yaml_invalid", says: /plugin\.yaml:10/ },
};

for (const [name, { items, code, says }] of Object.entries(MANIFESTS)) {
  Deno.test(`item ${items}: ${name} is ${code}, and costs only itself`, async () => {
    await underAttack([name], async (monitor) => {
      const line = await monitor.untilLogged(says);
      assert.equal(line.code, code, line.message);
      assert.equal((await monitor.untilState(name, "rejected")).pid, null);
    });
  });
}

for (const entry of ["../good/mod.ts", "/etc/passwd", "a/../../good/mod.ts"]) {
  Deno.test(`item 82: enters_elsewhere with the entry ${entry} is manifest_invalid`, async () => {
    await underAttack(["enters_elsewhere"], async (monitor) => {
      const line = await monitor.untilLogged(/plugin\.yaml:\d+.*entry/);
      assert.equal(line.code, "manifest_invalid", line.message);
      assert.equal((await monitor.untilState("enters_elsewhere", "rejected")).pid, null);
    }, { placeholders: { ENTRY: entry } });
  });
}

/** Permissions that would be more than they look like. */
const WIDE: Record<string, string> = {
  "every address": 'net: ["*"]',
  "every port": 'net: ["127.0.0.1:*"]',
  "a range of addresses": 'net: ["0.0.0.0/0:80"]',
  "an address with a flag behind it": 'net: ["127.0.0.1:1 --allow-all"]',
  "two addresses in one": 'net: ["127.0.0.1:1,1.1.1.1:1"]',
  "a flag for an address": 'net: ["-A"]',
  "the whole disk": 'read: ["/"]',
  "its own folder's parent": 'read: ["../.."]',
  "a home folder": 'read: ["~"]',
  "a folder with a comma": 'read: ["/tmp,/etc"]',
  "/proc": 'read: ["/proc"]',
  "a variable of the loader": "env: [LD_PRELOAD]",
  "every variable": 'env: ["*"]',
  "the memory of processes": 'facts: ["/proc/*/mem"]',
  "everything below /proc": 'facts: ["/proc/../etc/shadow"]',
  "a shell": 'exec: [{ command: sh, args: ["*"] }]',
  "a program by its path": "exec: [{ command: /bin/id }]",
  "a kind that there is not": "ffi: [libc.so]",
};

Deno.test("items 86, 87: asks_for_more is manifest_invalid, whatever it asks for", async (test) => {
  await underAttack([], async (monitor, project) => {
    for (const [what, permission] of Object.entries(WIDE)) {
      await test.step(what, async () => {
        const known = monitor.logs.length;
        await addBadPlugin(project, "asks_for_more", { PERMISSION: permission });
        const line = await eventually(
          "it is rejected",
          () => monitor.logs.slice(known).find(({ code }) => code === "manifest_invalid"),
        );
        assert.match(line.message, /plugin\.yaml:\d+.*permissions/);
        assert.equal((await monitor.untilState("asks_for_more", "rejected")).pid, null);
        // The next one is to be news, also where it is told in the same words.
        await project.removePlugin("asks_for_more");
        await eventually(
          "it is gone",
          async () => await monitor.plugin("asks_for_more") === undefined,
        );
      });
    }
  });
});
