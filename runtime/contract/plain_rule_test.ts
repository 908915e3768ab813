import assert from "node:assert/strict";
import { z } from "./zod.ts";

const schema = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  share: z.number().positive().optional(),
  name: z.string().min(1).max(5).optional(),
  path: z.string().startsWith("/").optional(),
  list: z.array(z.string()).min(2).optional(),
  items: z.array(z.string()).optional(),
  level: z.enum(["info", "warn"]).optional(),
  isOn: z.boolean().optional(),
  place: z.strictObject({ file: z.string() }).optional(),
  own: z.string("must be the name of a pet").optional(),
});

for (
  const [input, rule] of [
    [{ port: 99_999 }, "must be at most 65535"],
    [{ port: -1 }, "must be at least 0"],
    [{ port: 1.5 }, "must be a whole number"],
    [{ port: "x" }, "must be a number"],
    [{ share: 0 }, "must be more than 0"],
    [{ name: "" }, "must not be empty"],
    [{ name: "abcdef" }, "must have at most 5 characters"],
    [{ name: 1 }, "must be text"],
    [{ path: "models" }, "must begin with /"],
    [{ list: ["a"] }, "must have at least 2 items"],
    [{ items: "a" }, "must be a list"],
    [{ level: "loud" }, "must be one of info, warn"],
    [{ isOn: "yes" }, "must be true or false"],
    [{ place: 3 }, "must be keys and values"],
    [{ place: {} }, "is required"],
    [{ place: { file: "a", fiel: "b" } }, "must not have the unknown key fiel"],
    [{ own: 1 }, "must be the name of a pet"],
  ] as const
) {
  Deno.test(`plainRule says that ${JSON.stringify(input)} ${rule}`, () => {
    const { error } = schema.safeParse(input);
    assert.deepEqual(error?.issues.map(({ message }) => message), [rule]);
  });
}
