import assert from "node:assert/strict";
import { formatIssue } from "./issue.ts";
import { pluginOptionsSchema } from "./option.ts";
import { optionIssues } from "./option_issues.ts";
import { optionValuesSchema } from "./option_values.ts";

const OPTIONS = pluginOptionsSchema.parse({
  targets: {
    type: "object[]",
    description: "Servers",
    fields: {
      url: { type: "url", required: true, description: "Address" },
      engine: { type: "enum", values: ["vllm", "sglang"], description: "Engine" },
      apiKey: { type: "secret", description: "Key" },
      headers: { type: "headers", description: "Headers" },
      probe: {
        type: "object",
        toggle: true,
        description: "Probe",
        fields: { interval: { type: "duration", description: "Interval" } },
      },
    },
  },
  maxTokens: { type: "integer", max: 9, description: "Tokens" },
  address: { type: "string", maxLength: 20, description: "Address" },
});

/** The lines that an operator is shown. */
function renderLines(values: unknown): string[] {
  const { error } = optionValuesSchema(OPTIONS).safeParse(values);
  const place = { file: "config.yaml", path: ["plugins", "one", "config"], lineOf: () => 7 };
  return (error ? optionIssues(error, values, { options: OPTIONS, place }) : [])
    .map(formatIssue).map((line) => line.replace("config.yaml:7: plugins.one.config", "it"));
}

const TARGET_KEYS = "There are: url, engine, apiKeyEnv, apiKeyFile, headers, probe";

Deno.test("optionIssues says what is wrong where, and what was most likely meant", () => {
  const url = "http://a";
  const cases: [unknown, string[]][] = [
    [{ targets: [{ url }] }, []],
    [{ target: [] }, [
      "it.target: unknown key. Did you mean targets? There are: targets, maxTokens, address",
    ]],
    [{ targets: [{ url }, { url, engnie: "vllm", probe: { intervall: "5m" } }] }, [
      "it.targets[1].probe.intervall: unknown key. Did you mean interval? There are: interval",
      `it.targets[1].engnie: unknown key. Did you mean engine? ${TARGET_KEYS}`,
    ]],
    [{ targets: [{ url, engine: "vlm" }] }, [
      'it.targets[0].engine is "vlm": must be one of vllm, sglang. Did you mean vllm?',
    ]],
    [{ targets: [{ url, engine: "other" }] }, [
      'it.targets[0].engine is "other": must be one of vllm, sglang',
    ]],
    [{ targets: [{}] }, ["it.targets[0].url: is required"]],
    [{ maxTokens: 10 }, ["it.maxTokens is 10: must be a whole number, at most 9"]],
    [[], ["it: must be a mapping"]],
  ];
  for (const [values, lines] of cases) assert.deepEqual(renderLines(values), lines);
});

Deno.test("optionIssues repeats no secret, and says where secrets belong", () => {
  const secret = "hunter2";
  const url = "http://a";
  const cases: [unknown, RegExp][] = [
    [{ targets: [{ url, apiKey: secret }] }, /\.apiKey: unknown key\. Did you mean apiKeyEnv\?/],
    [{ targets: [{ url, token: secret }] }, /\.token: unknown key\. Did you mean apiKeyEnv\?/],
    [{ targets: [{ url, apiKeyEnv: [secret] }] }, /\.apiKeyEnv: must be non-empty text/],
    [{ targets: [{ url: `http://u:${secret}@a` }] }, /\.url: .*Use apiKeyEnv or apiKeyFile$/],
    [{ targets: [{ url: `http://a?k=${secret}` }] }, /\.url: .*Use apiKeyEnv or apiKeyFile$/],
    [
      { targets: [{ url, headers: { "X-Api-Key": secret } }] },
      /\.headers\.X-Api-Key: .*Use apiKeyEnv or apiKeyFile$/,
    ],
    [{ targets: [{ url, headers: { [`A: ${secret}`]: "b" } }] }, /\.headers: must have names/],
    [{ targets: [`http://u:${secret}@a`] }, /\[0\]: must be a mapping$/],
    [{ targets: secret }, /targets: must be a list of mappings$/],
    [{ address: `http://u:${secret}@aaaaaaaaaaaaa` }, /is "http:\/\/\.\.\.@a/],
    [{ address: `http://a/?key=${secret}-${secret}` }, /is "http:\/\/a\/\?\.\.\."/],
  ];
  for (const [values, expected] of cases) {
    const text = renderLines(values).join("\n");
    assert.match(text, expected);
    assert.doesNotMatch(text, /hunter2/);
  }
});

Deno.test("optionIssues tells twenty issues and how many more there are, with short paths", () => {
  const values = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, index) => [`k${index}${"x".repeat(500)}`, 1]),
  );
  const lines = renderLines(values);
  assert.equal(lines.length, 21);
  assert.equal(lines[20], "config.yaml: and 1980 more");
  assert(lines.every((line) => line.length < 400));
});
