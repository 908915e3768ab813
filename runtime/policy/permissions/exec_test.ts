import { checkCommand } from "./exec.ts";
import { judge } from "./testing_judge.ts";

Deno.test("checkCommand lets a launcher have no free argument", () => {
  judge(checkCommand, [
    [{ command: "nvidia-smi", args: ["--query-gpu=*"] }, undefined],
    [{ command: "sh", args: ["-c", "*"] }, /each of its arguments/],
    [{ command: "python3.12", args: ["*"] }, /each of its arguments/],
    [{ command: "env", args: ["A=*", "x"] }, /each of its arguments/],
    [{ command: "git", args: ["--version"] }, undefined],
    [{ command: "shasum", args: ["*"] }, undefined],
  ]);
});
