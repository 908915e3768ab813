import assert from "node:assert/strict";
import { CodedError } from "../contract/errors.ts";
import { IssuesError } from "../contract/issue.ts";
import { toExitCode } from "./exit_codes.ts";

Deno.test("toExitCode follows the error's code", () => {
  const issue = { file: "config.yaml", path: "", rule: "is wrong" };
  const cases: [unknown, number][] = [
    [new CodedError("usage", "x"), 2],
    [new IssuesError([{ ...issue, code: "config_invalid" }]), 3],
    [new IssuesError([{ ...issue, code: "approval_needed" }]), 4],
    [new CodedError("host_unreachable", "x"), 5],
    [new CodedError("plugin_exists", "x"), 1],
    [new Error("nobody foresaw it"), 1],
    ["thrown text", 1],
  ];
  for (const [error, code] of cases) assert.equal(toExitCode(error), code, String(error));
});
