import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { CodedError } from "../../runtime/contract/errors.ts";

/** A number on the command line, and what it may be. */
export interface NumberFlag {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

const SEED: NumberFlag = { min: 0, max: 4_294_967_295, isWhole: true };
const SPEED: NumberFlag = { min: 0.1, max: 100 };
const PORT: NumberFlag = { min: 0, max: 65_535, isWhole: true };

/** @throws {CodedError} `usage`. */
export function seedOf(parsed: ParsedArguments): number {
  return numberOf(parsed, "seed", SEED) ?? 1;
}

/** @throws {CodedError} `usage`. */
export function speedOf(parsed: ParsedArguments): number {
  return numberOf(parsed, "speed", SPEED) ?? 1;
}

/** @throws {CodedError} `usage`. */
export function portOf(parsed: ParsedArguments): number | undefined {
  return numberOf(parsed, "port", PORT);
}

/** @throws {CodedError} `usage`, which says what is allowed. */
export function numberOf(
  { values }: ParsedArguments,
  name: string,
  { min, max, isWhole = false }: NumberFlag,
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? "a whole number" : "a number";
  throw new CodedError(
    "usage",
    `Cannot use --${name} ${text}: it must be ${kind} from ${min} to ${max}`,
  );
}
