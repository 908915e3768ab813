/** Rules for the arguments of a call. What a guest sends may be anything. */
import { formatQuantity } from "../../contract/format_quantity.ts";

/** One argument. */
export interface Argument<Value> {
  /** Follows "argument 1" where it is broken: `must be a path`. */
  readonly rule: string;
  readonly is: (value: unknown) => value is Value;
}

/** The arguments of one call, in order. */
export type Arguments<Args extends readonly unknown[]> = {
  readonly [Index in keyof Args]: Argument<Args[Index]>;
};

/** A text, of a form where one is given. */
export function textArgument(
  rule: string,
  isRight: (text: string) => boolean = () => true,
): Argument<string> {
  return { rule, is: (value): value is string => typeof value === "string" && isRight(value) };
}

/** A list of texts. */
export function textsArgument(rule: string): Argument<readonly string[]> {
  return {
    rule,
    is: (value): value is readonly string[] =>
      Array.isArray(value) && value.every((item) => typeof item === "string"),
  };
}

/** An integer that is at least so much. */
export function integerArgument(rule: string, min: number): Argument<number> {
  return {
    rule,
    is: (value): value is number => Number.isSafeInteger(value) && (value as number) >= min,
  };
}

/** Returns which argument is wrong, or how many there have to be; undefined where all are right. */
export function findArgumentFault(
  args: readonly unknown[],
  wanted: readonly Argument<unknown>[],
): string | undefined {
  if (args.length !== wanted.length) return `it takes ${formatQuantity(wanted.length, "argument")}`;
  const index = wanted.findIndex(({ is }, place) => !is(args[place]));
  return index < 0 ? undefined : `argument ${index + 1} ${wanted[index]?.rule}`;
}
