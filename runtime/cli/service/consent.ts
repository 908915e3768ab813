import { CodedError } from "../../contract/errors.ts";
import type { VerbContext } from "../verb.ts";
import type { Target } from "./target.ts";

/**
 * Asks whether to go on.
 *
 * @throws {CodedError} `approval_needed` when nobody is there to answer.
 */
export function agrees(question: string, { ask }: VerbContext): boolean {
  if (ask) return ask(question);
  throw new CodedError(
    "approval_needed",
    "Cannot ask: nobody can answer, because standard input is not a terminal",
    { hint: "Add --yes to continue without being asked" },
  );
}

/**
 * Makes sure that a service can be changed at all.
 *
 * @throws {CodedError} `service_failed` for who is not root, and where systemd does not run.
 */
export async function requireSystem(target: Target): Promise<void> {
  if (Deno.uid() !== 0) {
    throw new CodedError("service_failed", "Cannot change a service: you are not root", {
      hint: "sudo env PATH=$PATH deno task service ...",
    });
  }
  const mark = target.isRunning ? "/run/systemd/system" : target.place("/etc");
  try {
    if ((await Deno.stat(mark)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  throw new CodedError(
    "service_failed",
    target.isRunning
      ? "Cannot change a service: systemd does not run here"
      : `Cannot change a service: ${target.root} holds no system, because it has no ${mark}`,
    { hint: "deno task service print shows the unit; --root names a system that is not running" },
  );
}
