/** Items 1, 3, 5-8, 82-84, 86, 87 of the list of attacks: what a plugin's folder may hold. */
import assert from "node:assert/strict";
import type { TempProject } from "../support/temp_project.ts";
import { needsRoot } from "../support/tools.ts";
import { addBadPlugin } from "./bad_plugins.ts";
import { attackTogether, codeOf, underAttack } from "./under_attack.ts";

/** Plugins that are started, and cannot load what they want. */
const UNLOADABLE: Record<string, { items: string; says: RegExp }> = {
  imports_a_secret: { items: "1", says: /Requires read access to "\/etc\/passwd"/ },
  imports_out_of_its_folder: { items: "1", says: /Requires read access to ".*config\.yaml"/ },
  imports_by_a_data_module: { items: "3", says: /Requires read access to "\/etc\/passwd"/ },
  brings_a_deno_json: { items: "8", says: /"secret" not a dependency and not in import map/ },
};

attackTogether({
  title: "plugins that import what they may not cost only themselves",
  plugins: UNLOADABLE,
  titleOf: (name, { items }) => `item ${items}: ${name} is load_failed`,
  judge: async (monitor, name, { says }) => {
    assert.equal(await codeOf(monitor, name), "load_failed");
    assert.match((await monitor.plugin(name))?.last_error?.message ?? "", says);
  },
});

/** A folder that may not run, and how that is told. */
interface Rejected {
  readonly items: string;
  readonly plugin: string;
  /** Words of the plugin's files, and what stands in their place. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Adds to its folder. */
  readonly add?: (folder: string, project: TempProject) => Promise<unknown>;
  readonly code: string;
  readonly says?: RegExp;
}

const odd = (code: string, add: (folder: string) => Promise<unknown>) => ({
  plugin: "has_an_odd_folder",
  add,
  code,
});

const ODD: Readonly<Record<string, Rejected>> = {
  "a symbolic link": {
    items: "5, 6, 82",
    ...odd("plugin_file_kind", (folder) => Deno.symlink("/etc/passwd", `${folder}/link.txt`)),
  },
  "a node_modules that is a link": {
    items: "7",
    ...odd("plugin_file_kind", (folder) => Deno.symlink("/usr/lib", `${folder}/node_modules`)),
  },
  "a pipe": {
    items: "82",
    ...odd(
      "plugin_file_kind",
      (folder) => new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output(),
    ),
  },
  "too many files": {
    items: "82",
    ...odd("plugin_too_many_files", async (folder) => {
      for (let index = 0; index < 250; index++) {
        await Deno.writeTextFile(`${folder}/${index}.txt`, "");
      }
    }),
  },
  "too many bytes": {
    items: "82",
    ...odd(
      "plugin_too_large",
      (folder) => Deno.writeFile(`${folder}/big.bin`, new Uint8Array(6 * 1024 * 1024)),
    ),
  },
};

/** Linux lets nobody but root link a file that is another's. */
const HARD_LINK: Readonly<Record<string, Rejected>> = needsRoot("linking another's file") ? {} : {
  "a hard link to another's file": {
    items: "82",
    plugin: "has_an_odd_folder",
    add: async (folder, project) => {
      await Deno.link(project.configFile, `${folder}/config.yaml`);
      await Deno.chown(folder, 61_002, 61_002);
    },
    code: "plugin_file_kind",
    says: /config\.yaml is a hard link/,
  },
};

const MANIFESTS: Readonly<Record<string, Rejected>> = {
  "a YAML bomb": {
    items: "83",
    plugin: "brings_a_yaml_bomb",
    code: "yaml_invalid",
    says: /plugin\.yaml:4/,
  },
  "a merged grant": {
    items: "83",
    plugin: "merges_a_grant",
    code: "yaml_invalid",
    says: /plugin\.yaml:9/,
  },
  "a key twice": {
    items: "84",
    plugin: "repeats_a_key",
    code: "yaml_invalid",
    says: /plugin\.yaml:10/,
  },
};

const ENTRIES = ["../good/mod.ts", "/etc/passwd", "a/../../good/mod.ts"].map((entry) =>
  [`the entry ${entry}`, {
    items: "82",
    plugin: "enters_elsewhere",
    placeholders: { ENTRY: entry },
    code: "manifest_invalid",
    says: /plugin\.yaml:\d+.*entry/,
  }] as const
);

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

const GREEDY = Object.entries(WIDE).map(([what, permission]) =>
  [`a permission for ${what}`, {
    items: "86, 87",
    plugin: "asks_for_more",
    placeholders: { PERMISSION: permission },
    code: "manifest_invalid",
    says: /plugin\.yaml:\d+.*permissions/,
  }] as const
);

const REJECTED: readonly (readonly [string, Rejected])[] = [
  ...Object.entries({ ...ODD, ...HARD_LINK, ...MANIFESTS }),
  ...ENTRIES,
  ...GREEDY,
];
const nameFolder = ({ plugin }: Rejected, index: number) => `${plugin}_${index}`;

Deno.test("folders that may not run are rejected, each as what it is, and cost only themselves", async (test) => {
  await underAttack([], async (monitor) => {
    for (const [index, [what, rejected]] of REJECTED.entries()) {
      const { items, code, says = /./ } = rejected;
      await test.step(`items ${items}: a folder with ${what} is ${code}`, async () => {
        const folder = nameFolder(rejected, index);
        // That another user owns it is said as well, in a line of its own.
        const line = await monitor.untilLogged(
          new RegExp(`^(?!.*writable_by_others).*plugins/${folder}\\b`),
        );
        assert.equal(line.code, code, line.message);
        assert.match(line.message, says);
        assert.equal((await monitor.untilState(folder, "rejected")).pid, null);
      });
    }
  }, {
    prepare: async (project) => {
      for (const [index, [, rejected]] of REJECTED.entries()) {
        const folder = nameFolder(rejected, index);
        await addBadPlugin(project, rejected.plugin, rejected.placeholders, folder);
        await rejected.add?.(`${project.pluginsDir}/${folder}`, project);
      }
    },
  });
});
