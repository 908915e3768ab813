import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { CodedError } from "../../runtime/contract/errors.ts";

/** The numbers of the command line: from where to where, and whether they have to be whole. */
const FLAGS = {
  seed: { min: 0, max: 4_294_967_295, isWhole: true },
  speed: { min: 0.1, max: 100, isWhole: false },
  port: { min: 0, max: 65_535, isWhole: true },
  hours: { min: 0.01, max: 1_000, isWhole: false },
  pace: { min: 1, max: 1_000, isWhole: false },
  hosts: { min: 1, max: 10_000, isWhole: true },
  rate: { min: 0, max: 1_000, isWhole: false },
};

/** @throws {CodedError} `usage`, which says what is allowed. */
export function readNumber(
  { values }: ParsedArguments,
  name: keyof typeof FLAGS,
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const { min, max, isWhole } = FLAGS[name];
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? "a whole number" : "a number";
  throw new CodedError(
    "usage",
    `Cannot use --${name} ${text}: it must be ${kind} from ${min} to ${max}`,
  );
}
