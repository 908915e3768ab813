import assert from "node:assert/strict";
import { needsRoot } from "../../../../tests/support/tools.ts";
import { readTrust } from "../../disk/who_may_write.ts";
import { inspectCommand } from "./inspect_command.ts";
import { withCommands } from "./testing_commands.ts";

/** Returns the finding for one file of a folder of commands, after something was done there. */
async function inspect(name: string, prepare: (dir: string) => Promise<unknown> | void) {
  let found: Awaited<ReturnType<typeof inspectCommand>> | undefined;
  await withCommands({ tool: "echo" }, async (dir) => {
    await prepare(dir);
    found = await inspectCommand(`${dir}/${name}`, await readTrust());
  });
  assert.ok(found);
  return found;
}

Deno.test("inspectCommand tells a script from a program, and trusts what only we can write", async () => {
  const script = await inspect("tool", () => {});
  assert.deepEqual([script.kind, script.isSetId, script.exposed], ["script", false, undefined]);
  const program = await inspect("true", (dir) => Deno.copyFile("/bin/true", `${dir}/true`));
  assert.equal(program.kind, "program");
  const text = await inspect("text", (dir) => Deno.writeTextFile(`${dir}/text`, "echo"));
  assert.equal(text.kind, "neither");
  const empty = await inspect("empty", (dir) => Deno.writeTextFile(`${dir}/empty`, ""));
  assert.equal(empty.kind, "neither");
});

Deno.test("inspectCommand names every link on the way", async () => {
  const { names, exposed } = await inspect("first", async (dir) => {
    await Deno.symlink("second", `${dir}/first`);
    await Deno.symlink("/usr/bin/env", `${dir}/second`);
  });
  assert.ok(["first", "second", "env"].every((name) => names.includes(name)), `${names}`);
  assert.equal(exposed, undefined);
});

Deno.test("inspectCommand sees set-user-ID and set-group-ID", async () => {
  for (const mode of [0o4755, 0o2755]) {
    const { isSetId } = await inspect("tool", (dir) => Deno.chmod(`${dir}/tool`, mode));
    assert.ok(isSetId);
  }
});

Deno.test("inspectCommand finds the file, its folder and the folder of a link that others can write", async () => {
  const open = await inspect("tool", (dir) => Deno.chmod(`${dir}/tool`, 0o757));
  assert.deepEqual(
    [open.exposed?.path, open.exposed?.writer, /mode 0757/.test(open.exposed?.detail ?? "")],
    [open.path, "everybody", true],
  );
  // In a sticky folder anybody may still put a hard link to a shell.
  for (const mode of [0o777, 0o1777]) {
    const folder = await inspect("tool", (dir) => Deno.chmod(dir, mode));
    assert.equal(folder.exposed?.writer, "everybody");
    const link = await inspect("open/link", async (dir) => {
      await Deno.mkdir(`${dir}/open`);
      await Deno.symlink("/bin/true", `${dir}/open/link`);
      await Deno.chmod(`${dir}/open`, mode);
    });
    assert.match(link.exposed?.path ?? "", /\/open$/);
  }
});

Deno.test({
  name: "inspectCommand finds a file and a link of another user",
  ignore: needsRoot("giving files to another user"),
  fn: async () => {
    const file = await inspect("tool", (dir) => Deno.chown(`${dir}/tool`, 61_001, 61_001));
    assert.equal(file.exposed?.writer, "user 61001");
    const link = await inspect("link", async (dir) => {
      await Deno.symlink("/bin/true", `${dir}/link`);
      await new Deno.Command("chown", { args: ["-h", "61001", `${dir}/link`] }).output();
    });
    assert.equal(link.exposed?.writer, "user 61001");
  },
});
