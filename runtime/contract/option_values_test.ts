import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPath } from "./issue.ts";
import { pluginOptionsSchema } from "./option.ts";
import type { PluginOption, PluginOptions } from "./option.ts";
import { optionValuesSchema } from "./option_values.ts";

type Written = Readonly<Record<string, unknown>>;

/** Options as a manifest has them, each with a description. */
function describeOptions(written: Readonly<Record<string, Written>>): PluginOptions {
  const described = (options: Readonly<Record<string, Written>>): Record<string, Written> =>
    Object.fromEntries(
      Object.entries(options).map(([key, { fields, ...option }]) => [key, {
        description: "An option",
        ...option,
        ...(fields !== undefined && { fields: described(fields as Record<string, Written>) }),
      }]),
    );
  return pluginOptionsSchema.parse(described(written));
}

/** The value that an option makes of what was written, or `path: message` of what is wrong. */
function read(option: Written, value: unknown): unknown {
  const { data, error } = optionValuesSchema(describeOptions({ key: option })).safeParse({
    key: value,
  });
  return data
    ? data.key
    : error?.issues.map(({ path, message }) => `${formatPath(path)}: ${message}`).join("; ");
}

const VALUES: readonly (readonly [Written, unknown, unknown])[] = [
  [{ type: "boolean" }, false, false],
  [{ type: "boolean" }, "no", "key: must be true or false"],
  [{ type: "number", min: 0, max: 1 }, 0.5, 0.5],
  [{ type: "number", min: 0, max: 1 }, 1.5, "key: must be a number, from 0 to 1"],
  [{ type: "integer" }, 7, 7],
  [{ type: "integer", min: 1 }, 0, "key: must be a whole number, at least 1"],
  [{ type: "integer" }, 0.5, "key: must be a whole number"],
  [{ type: "integer" }, 1e300, "key: must be a whole number"],
  [{ type: "string" }, "", ""],
  [{ type: "string", minLength: 1 }, "  ", "key: must be text, at least 1 character"],
  [{ type: "string", maxLength: 2 }, "abc", "key: must be text, at most 2 characters"],
  [{ type: "string", format: "name" }, "a.b:c-d_1", "a.b:c-d_1"],
  [
    { type: "string", format: "name" },
    "a b",
    "key: must be a name of letters, digits, dots, colons, dashes and underscores",
  ],
  [{ type: "string[]" }, ["a"], ["a"]],
  [{ type: "string[]" }, ["a", 1], "key[1]: must be text"],
  [{ type: "string[]", minItems: 1 }, [], "key: must be a list of strings, at least 1 item"],
  [{ type: "enum", values: ["on", "off"] }, "off", "off"],
  [{ type: "enum", values: ["on", "off"] }, "of", "key: must be one of on, off"],
  [{ type: "duration" }, "5m", 300_000],
  [{ type: "duration" }, 300, 'key: must be a duration in quotes such as "15s"'],
  [{ type: "duration", plainNumber: "milliseconds" }, 300, 300],
  [{ type: "duration", min: "1s" }, "1ms", /in quotes such as "15s", at least 1s$/],
  [{ type: "size", max: "1MiB" }, "64KiB", 65_536],
  [{ type: "size", max: "1MiB" }, "2MiB", /such as "64MiB", at most 1MiB$/],
  [{ type: "url" }, "https://a/b", "https://a/b"],
  [{ type: "url" }, "a:1", "key: must be an address such as http://127.0.0.1:8000"],
  [{ type: "url" }, "http://u:p@a", "key: must not contain a user name or password"],
  [{ type: "url" }, "http://a?k=v", "key: must not have a query or fragment"],
  [{ type: "headers" }, { "X-A": "b" }, { "X-A": "b" }],
  [{ type: "headers" }, [], "key: must be a mapping from header names to text"],
  [{ type: "headers" }, { Authorization: "b" }, /^key\.Authorization: must not contain a secret/],
  [{ type: "object[]" }, [{ any: 1 }], [{ any: 1 }]],
  [{ type: "object[]" }, [7], "key[0]: must be a mapping"],
  [{ type: "object[]", maxItems: 1 }, [{}, {}], "key: must be a list of mappings, at most 1 item"],
  [{ type: "object", fields: { a: { type: "integer", default: 1 } } }, {}, { a: 1 }],
  [{ type: "object", fields: { a: { type: "integer" } } }, true, "key: must be a mapping"],
  [{ type: "object", toggle: true, fields: { a: { type: "integer", default: 1 } } }, true, {
    a: 1,
  }],
  [{ type: "object", toggle: true, fields: { a: { type: "integer" } } }, false, undefined],
  [{ type: "object", toggle: true, fields: { a: { type: "integer" } } }, null, undefined],
];

Deno.test("optionValuesSchema reads the values of each type, or says what they have to be", () => {
  for (const [option, value, expected] of VALUES) {
    const seen = read(option, value);
    const where = `${JSON.stringify(option)} of ${JSON.stringify(value)}`;
    if (expected instanceof RegExp) assert.match(String(seen), expected, where);
    else assert.deepEqual(seen, expected, where);
  }
});

Deno.test("optionValuesSchema says of what is missing only that it is", () => {
  for (const [{ type }] of VALUES) {
    const more = type === "enum" ? { values: ["a"] } : type === "object" ? { fields: {} } : {};
    assert.equal(read({ type, ...more, required: true }, undefined), "key: is required");
  }
});

Deno.test("optionValuesSchema wants a secret named once", () => {
  const schema = optionValuesSchema(describeOptions({ token: { type: "secret", required: true } }));
  const messages = (value: unknown) =>
    schema.safeParse(value).error?.issues.map(({ path, message }) => `${path}: ${message}`) ?? [];
  assert.deepEqual(messages({ tokenEnv: "A" }), []);
  assert.deepEqual(messages({ tokenFile: "/a" }), []);
  assert.deepEqual(messages({}), ["tokenEnv: is required, or tokenFile instead"]);
  assert.deepEqual(messages({ tokenEnv: "A", tokenFile: "/a" }), [
    "tokenFile: cannot be combined with tokenEnv; keep one",
  ]);
  assert.deepEqual(messages({ tokenEnv: "" }), ["tokenEnv: must be non-empty text"]);
  assert.match(messages({ token: "the secret itself" }).join(), /unknown key token,.*is required/);
});

Deno.test("optionValuesSchema keeps an option at or below the one that it names", () => {
  const schema = optionValuesSchema(describeOptions({
    interval: { type: "duration", default: "5m" },
    timeout: { type: "duration", default: "30s", notAbove: "interval" },
  }));
  assert.deepEqual(schema.parse({ timeout: "5m" }), { interval: 300_000, timeout: 300_000 });
  assert.match(schema.safeParse({ interval: "1s" }).error?.message ?? "", /above interval.* 1s/);
});

Deno.test("a default is no part of what the next reader gets", () => {
  const options = describeOptions({ list: { type: "string[]", default: ["a"] } });
  const schema = optionValuesSchema(options);
  (schema.parse({}).list as string[]).push("b");
  assert.deepEqual(schema.parse({}), { list: ["a"] });
});

/** Options of any type, with valid defaults now and then, objects among them. */
const leaf: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ type: fc.constant("boolean"), default: fc.boolean() }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("integer"), default: fc.integer() }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("string"), default: fc.string() }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("duration"), default: fc.constantFrom("1s", "2m") }, {
    requiredKeys: ["type"],
  }),
  fc.record({ type: fc.constant("size"), default: fc.constantFrom("1B", "2MiB") }, {
    requiredKeys: ["type"],
  }),
  fc.record({
    type: fc.constant("enum"),
    values: fc.constant(["a", "b"]),
    default: fc.constant("a"),
  }, {
    requiredKeys: ["type", "values"],
  }),
  fc.constantFrom({ type: "url" }, { type: "headers" }, { type: "secret" }),
);
const key = fc.constantFrom("a", "b", "c", "d");
const options = fc.dictionary(
  key,
  fc.oneof(
    leaf,
    fc.dictionary(key, leaf).chain((fields) =>
      fc.constantFrom<Written>(
        { type: "object", fields },
        { type: "object", fields, default: {} },
        { type: "object", fields, toggle: true },
        { type: "object[]", fields, default: [] },
        { type: "object[]", fields, default: [{}] },
      )
    ),
  ),
).map(describeOptions);

/** Anything that YAML can hold, with the keys that options have. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    fc.constantFrom("1s", "2MiB", "a", "http://a", 5, true),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("record"),
  ),
  record: fc.dictionary(fc.oneof(key, fc.constantFrom("aEnv", "bFile"), fc.string()), tie("value")),
}));

Deno.test("optionValuesSchema takes or refuses anything, and never fails", () => {
  fc.assert(fc.property(options, anything.record, (described, value) => {
    const result = optionValuesSchema(described).safeParse(value);
    assert(result.success || result.error.issues.every(({ message }) => message !== ""));
  }));
});

/** Returns the value of an operator who copies every default. */
function withDefaults(described: PluginOptions, value: Written): Written {
  const filled = Object.entries(described).flatMap(([name, option]): [string, unknown][] => {
    const given = value[name] ?? option.default;
    return given === undefined ? [] : [[name, filledValue(option, given)]];
  });
  return { ...value, ...Object.fromEntries(filled) };
}

function filledValue(option: PluginOption, given: unknown): unknown {
  if (option.type === "object" && given !== false) {
    return withDefaults(option.fields, given === true ? {} : given as Written);
  }
  return option.type === "object[]" && option.fields
    ? (given as Written[]).map((item) => withDefaults(option.fields ?? {}, item))
    : given;
}

Deno.test("writing the defaults out changes nothing", () => {
  fc.assert(fc.property(options, (described) => {
    const schema = optionValuesSchema(described);
    assert.deepEqual(schema.parse(withDefaults(described, {})), schema.parse({}));
  }));
});
