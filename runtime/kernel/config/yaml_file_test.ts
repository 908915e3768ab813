import assert from "node:assert/strict";
import { readYamlFile } from "./yaml_file.ts";

Deno.test("readYamlFile gives files that cannot be read the caller's codes", async () => {
  const dir = await Deno.makeTempDir();
  const read = (name: string) =>
    readYamlFile(`${dir}/${name}`, {
      displayFile: name,
      maxBytes: 10,
      codes: { unreadable: "config_unreadable", tooLarge: "config_too_large" },
    });
  try {
    await Deno.writeTextFile(`${dir}/fits`, "a: 1234567");
    await Deno.writeTextFile(`${dir}/large`, "a: 12345678");
    await Deno.writeFile(`${dir}/latin`, new Uint8Array([0x61, 0x3a, 0x20, 0xe4]));
    await Deno.symlink("/nowhere", `${dir}/dangling`);
    await new Deno.Command("mkfifo", { args: [`${dir}/pipe`] }).output();
    assert.deepEqual((await read("fits")).value, { a: 1234567 });
    const cases = {
      large: "config_too_large",
      latin: "yaml_invalid",
      dangling: "config_unreadable",
      pipe: "config_unreadable",
      missing: "config_unreadable",
      ".": "config_unreadable",
    };
    for (const [name, code] of Object.entries(cases)) {
      await assert.rejects(read(name), { name: "IssuesError", code }, name);
    }
    await assert.rejects(read("missing"), {
      message: "missing: cannot be read: there is no such file. Create it, or name another file",
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
