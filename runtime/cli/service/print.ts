import { EXIT } from "../exit_codes.ts";
import type { Verb } from "../verb.ts";
import { UNIT_FLAGS, unitOptions } from "./target.ts";
import { unitText } from "./unit_text.ts";

/** `deno task service print`. */
export const servicePrint: Verb = {
  command: "deno task service print",
  summary: "Prints the systemd unit; changes nothing",
  flags: UNIT_FLAGS,
  operands: [],
  examples: [
    ["deno task service print", "for this folder and this Deno"],
    ["deno task service print --groups docker --kernel-log", "with the flags of install"],
  ],
  run(parsed, { output }) {
    output.raw(unitText(unitOptions(parsed)));
    return Promise.resolve(EXIT.ok);
  },
};
