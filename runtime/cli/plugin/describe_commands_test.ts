import assert from "node:assert/strict";
import { withCommands } from "../../kernel/process/child/testing_commands.ts";
import { describeCommands } from "./describe_commands.ts";

Deno.test("describeCommands says which file runs, as whom, and what will be refused", async () => {
  await withCommands({ tool: "echo", open: "echo" }, async (dir) => {
    await Deno.copyFile("/usr/bin/true", `${dir}/program`);
    await Deno.symlink("/usr/bin/env", `${dir}/nice-name`);
    await Deno.chmod(`${dir}/open`, 0o777);
    const grants = [
      { command: "tool", args: ["-L"] },
      { command: "tool", args: ["--query=*"] },
      { command: "program", args: [] },
      { command: "absent", args: [] },
      { command: "nice-name", args: ["*"] },
      { command: "open", args: [] },
    ];
    const lines = await describeCommands(grants, dir);
    assert.deepEqual(lines.slice(0, 3), [
      `  tool runs ${dir}/tool, a script, as the user of the monitor`,
      `  program runs ${dir}/program as the user of the monitor`,
      "  absent is not on the PATH; a program that is put there runs as the user of the monitor",
    ]);
    assert.match(lines[3] ?? "", /^ {2}nice-name will be refused: .* leads to env, which runs/);
    assert.match(lines[4] ?? "", /^ {2}open will be refused: .* can be written by everybody/);
    assert.equal(lines.length, 5);
  });
});
