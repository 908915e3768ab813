import assert from "node:assert/strict";
import { commandProblem } from "./command_problem.ts";
import type { CommandFile } from "./inspect_command.ts";

const FILE: CommandFile = {
  path: "/usr/bin/tool",
  names: ["tool"],
  kind: "program",
  isSetId: false,
};
const EXPOSED = { path: "/opt/bin", writer: "everybody", detail: "owner 0, mode 0777" };

Deno.test("commandProblem lets programs and scripts have patterns", () => {
  for (const kind of ["program", "script", "unreadable"] as const) {
    assert.equal(commandProblem({ ...FILE, kind }, false), undefined);
  }
});

Deno.test("commandProblem refuses patterns to what runs others, by any of its names", () => {
  const nawk = { ...FILE, path: "/usr/bin/nice-name", names: ["nice-name", "nawk", "mawk"] };
  assert.equal(
    commandProblem(nawk, false),
    "/usr/bin/nice-name leads to nawk, which runs the program that its arguments name; " +
      "write out each of its arguments in plugin.yaml, without *",
  );
  assert.equal(commandProblem(nawk, true), undefined);
  assert.match(commandProblem({ ...FILE, isSetId: true }, false) ?? "", /set-user-ID/);
  assert.equal(commandProblem({ ...FILE, isSetId: true }, true), undefined);
});

Deno.test("commandProblem refuses what others can replace, and what is no program, whatever is asked", () => {
  for (const isLiteral of [false, true]) {
    assert.equal(
      commandProblem({ ...FILE, exposed: EXPOSED }, isLiteral),
      "/usr/bin/tool depends on /opt/bin, which can be written by everybody (owner 0, mode 0777); " +
        "run: chmod o-w /opt/bin",
    );
    assert.match(commandProblem({ ...FILE, kind: "neither" }, isLiteral) ?? "", /neither/);
  }
  const of = (writer: string) =>
    commandProblem({ ...FILE, exposed: { ...EXPOSED, path: FILE.path, writer } }, true) ?? "";
  assert.match(of("user 1000"), /^\/usr\/bin\/tool can .*; run: chown root \/usr\/bin\/tool$/);
  assert.match(of("group 1000"), /; run: chmod g-w \/usr\/bin\/tool$/);
});
