/** Fields that several files of YAML have. */
import { parseDuration } from "./duration.ts";
import { parseSize } from "./size.ts";
import { z } from "./zod.ts";

/** A duration in the file, milliseconds in code. */
export const durationField = z.string({ error: 'must be a duration in quotes such as "15s"' })
  .transform(parseWith(parseDuration));

/** A size in the file, bytes in code. */
export const sizeField = z.string({ error: 'must be a size in quotes such as "64MiB"' })
  .transform(parseWith(parseSize));

/** A text for people; it is printed on terminals, which act on control characters. */
export function printedText(max: number): z.ZodString {
  return z.string().trim().min(1, "must not be empty").max(max).regex(
    // deno-lint-ignore no-control-regex -- control characters are what it refuses
    /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/,
    "must not contain control characters",
  );
}

function parseWith(parse: (text: string) => number) {
  return (text: string, context: z.core.$RefinementCtx<string>): number => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: "custom", message: error.message, input: text });
      return z.NEVER;
    }
  };
}
