import assert from "node:assert/strict";
import { CodedError } from "../../contract/errors.ts";
import { IssuesError } from "../../contract/issue.ts";
import { makeReading, takeReading } from "./reading.ts";

/** An outcome after its way through JSON, as from the reader's process. */
async function carry(read: () => Promise<unknown>): Promise<unknown> {
  return takeReading(JSON.parse(JSON.stringify(await makeReading(read))));
}

Deno.test("a reading carries a value", async () => {
  assert.deepEqual(await carry(() => Promise.resolve({ a: [1] })), { a: [1] });
});

Deno.test("a reading carries every issue", async () => {
  const issues = [
    { code: "config_invalid", file: "config.yaml", path: "server.port", rule: "is wrong", line: 3 },
    {
      code: "config_invalid",
      file: "config.yaml",
      path: "",
      rule: "unknown key",
      fix: "Remove it",
    },
  ] as const;
  const error = await carry(() => Promise.reject(new IssuesError(issues))).catch((e) => e);
  assert.ok(error instanceof IssuesError);
  assert.deepEqual([error.code, error.issues], ["config_invalid", issues]);
});

for (const hint of ["Create it", undefined]) {
  Deno.test(`a reading carries an error with ${hint === undefined ? "no hint" : "a hint"}`, async () => {
    const thrown = new CodedError(
      "plugins_dir_missing",
      "None",
      hint === undefined ? {} : { hint },
    );
    const error = await carry(() => Promise.reject(thrown)).catch((e) => e);
    assert.ok(error instanceof CodedError);
    assert.deepEqual(
      [error.code, error.message, error.hint],
      ["plugins_dir_missing", "None", hint],
    );
  });
}

Deno.test("a reading carries what the system refuses", async () => {
  await assert.rejects(carry(() => Deno.readTextFile("/nonexistent/plugins")), {
    name: "CodedError",
    code: "path_unusable",
    message: "Cannot use /nonexistent/plugins: no such file or directory (readfile)",
    hint: "Create it, or correct the path",
  });
});

Deno.test("a reading carries what nobody foresaw, with its stack", async () => {
  const bug = new TypeError("x is undefined");
  const error = await carry(() => Promise.reject(bug)).catch((e) => e);
  assert.ok(error instanceof Error && !(error instanceof CodedError));
  assert.deepEqual([error.message, error.stack], [bug.message, bug.stack]);
});
