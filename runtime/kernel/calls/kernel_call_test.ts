import assert from "node:assert/strict";
import { CallError } from "../../contract/errors.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { textArgument, textsArgument } from "./arguments.ts";
import { makeCall } from "./kernel_call.ts";
import type { CallTable } from "./kernel_call.ts";

const CALLER = { name: "demo", grant: EMPTY_GRANT };

/** A table whose one call writes down its steps. */
function makeTable(check: () => void = () => {}) {
  const steps: string[] = [];
  const exec: CallTable["exec"] = {
    run: {
      takes: [textArgument("must be a name"), textsArgument("must be a list of texts")],
      check: ({ name }, [command]) => {
        steps.push(`check ${name} ${command}`);
        check();
      },
      run: ([command, args]) => {
        steps.push(`run ${command} ${args.length}`);
        return Promise.resolve({ code: 0, stdout: "", stderr: "", durationMs: 1 });
      },
    },
  };
  return { steps, table: { exec } };
}

Deno.test("makeCall parses, checks, and runs, in this order", async () => {
  const { steps, table } = makeTable();
  await makeCall(table, CALLER, { service: "exec", method: "run", args: ["ls", ["-l"]] });
  assert.deepEqual(steps, ["check demo ls", "run ls 1"]);
});

Deno.test("makeCall runs nothing that was not granted", async () => {
  const { steps, table } = makeTable(() => {
    throw new CallError("not_granted", "No");
  });
  const call = { service: "exec", method: "run", args: ["ls", []] };
  await assert.rejects(makeCall(table, CALLER, call), { code: "not_granted" });
  assert.deepEqual(steps, ["check demo ls"]);
});

Deno.test("makeCall says what is wrong with a call, and checks nothing then", async () => {
  const { steps, table } = makeTable();
  const cases: [string, string, unknown[], string, string][] = [
    ["exec", "run", [7, []], "bad_arguments", "argument 1 must be a name"],
    ["exec", "run", ["ls", [1]], "bad_arguments", "argument 2 must be a list of texts"],
    ["exec", "run", ["ls"], "bad_arguments", "it takes 2 arguments"],
    ["exec", "run", ["ls", [], {}], "bad_arguments", "it takes 2 arguments"],
    ["exec", "kill", [], "unknown_method", "there is no such call"],
    ["exec", "constructor", [], "unknown_method", "there is no such call"],
    ["__proto__", "run", [], "unknown_method", "there is no such call"],
  ];
  for (const [service, method, args, code, message] of cases) {
    await assert.rejects(makeCall(table, CALLER, { service, method, args }), {
      code,
      message: `Cannot call ${service}.${method}: ${message}`,
    });
  }
  assert.deepEqual(steps, []);
});
