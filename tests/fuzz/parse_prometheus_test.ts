import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePrometheus } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import type { ParsedFamily } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import { PrometheusTextError } from "../../runtime/sdk/prometheus/prometheus_text_error.ts";
import { vllmText } from "../bench/vllm_text.ts";
import { naivePrometheus } from "../support/naive_prometheus.ts";

/** Few names, so that lines meet: families with and without their endings. */
const stem = fc.constantFrom("x", "x_sum", "vllm:a", "vllm:a_total", "_b9", "__proto__");
const ending = fc.constantFrom("", "", "_total", "_bucket", "_sum", "_count", "_created", "_info");
const name = fc.tuple(stem, ending).map((parts) => parts.join(""));
const gap = fc.constantFrom(" ", " ", " ", "  ", "\t", "");
const type = fc.constantFrom(
  ...["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "untyped"],
  ...["unknown", "nonsense", "toString", ""],
);

const labelName = fc.constantFrom("le", "engine", "model_name", "__proto__", "a:b", "9", "");
const labelText = fc.oneof(
  fc.constantFrom(
    "+Inf",
    "0.5",
    "Qwen/Qwen3-8B",
    "}",
    "{",
    "\n",
    '"',
    "#",
    ",",
    "\\n",
    "\\\\",
    '\\"',
    "\\",
  ),
  fc.string({ maxLength: 5 }),
  fc.string({ maxLength: 5, unit: "grapheme" }),
);
const pair = fc.oneof(
  { weight: 19, arbitrary: fc.tuple(fc.constantFrom("le", "engine", "m"), labelText).map(asPair) },
  fc.tuple(labelName, gap, gap, labelText)
    .map(([key, before, after, text]) => `${key}${before}=${after}"${text}"`),
  fc.string({ maxLength: 5 }),
);
const labels = fc.oneof(
  fc.constant(""),
  fc.constantFrom('{engine="0"}', '{engine="0",le="1.0"}', '{engine="0",le="+Inf"}', "{}", "{"),
  fc.tuple(fc.array(pair, { maxLength: 3 }), fc.constantFrom(",", ",", ", ", " "), gap)
    .map(([pairs, comma, inner]) => `{${inner}${pairs.join(comma)}}`),
  fc.array(pair, { maxLength: 3 }).map((pairs) => `{${pairs.map((text) => `${text},`).join("")}}`),
);

const number = fc.oneof(
  fc.integer().map(String),
  fc.integer({ min: 0, max: 99 }).map((value) => `${value}.0`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String),
  fc.tuple(fc.stringMatching(/^\d{0,18}$/), fc.stringMatching(/^\d{0,25}$/))
    .map((parts) => parts.join(".")),
  fc.constantFrom(
    ...[
      "NaN",
      "nan",
      "Inf",
      "+inf",
      "-Infinity",
      "1.15e+011",
      "1.7639872010551171e+09",
      "-0",
      "+1",
    ],
    ...[
      "-0.0",
      "1.",
      ".5",
      ".",
      "-",
      "0x10",
      "1_000",
      "1,5",
      "",
      "9007199254740993",
      "1e400",
      "00.10",
    ],
  ),
);
const tail = fc.constantFrom(
  ...["", "", "", "", " ", "\t", " 1395066363000", " 1520879607.789", " 1 2", " soon", "\u00a0"],
  ...[' # {trace_id="a # b"} 0.5 1520879607.1', " # {} 2", "# {} 2", " # no exemplar", " #"],
);
const sample = fc.tuple(name, fc.constantFrom("", "", "", " "), labels, gap, number, tail)
  .map((parts) => parts.join(""));
/** As engines write them, so that some texts are whole. */
const plain = fc.tuple(
  name,
  fc.constantFrom("", '{engine="0"}', '{engine="0",le="1.0"}', '{engine="0",le="+Inf"}', '{a="}"}'),
  fc.constantFrom(" 0.0", " 27453.0", " 1.5e+09", " NaN", " -0", " 12 1395066363000"),
).map((parts) => parts.join(""));
const described = fc.tuple(
  fc.constantFrom("# TYPE ", "# HELP "),
  name,
  fc.constantFrom(" counter", " gauge", " histogram", " summary"),
).map((parts) => parts.join(""));
const metadata = fc.tuple(
  fc.constantFrom("#", "# ", "# ", "#\t"),
  fc.constantFrom("HELP", "TYPE", "TYPE", "UNIT", "EOF", "help"),
  gap,
  fc.oneof(name, name, name, fc.string({ maxLength: 4 })),
  gap,
  fc.oneof(type, type, fc.string({ maxLength: 9 })),
).map((parts) => parts.join(""));
const line = fc.tuple(
  fc.constantFrom("", "", "", "", "", "", " ", "\t", "\ufeff", "\f"),
  fc.oneof(
    { weight: 60, arbitrary: plain },
    { weight: 20, arbitrary: described },
    { weight: 12, arbitrary: sample },
    { weight: 6, arbitrary: metadata },
    { weight: 2, arbitrary: fc.constantFrom("", " ", "# EOF", "#", "# a comment", "<html>") },
    { weight: 1, arbitrary: fc.string() },
  ),
  fc.constantFrom("", "", "", "", "\r", " "),
).map((parts) => parts.join(""));
const text = fc.tuple(
  fc.array(line, { maxLength: 12 }),
  fc.constantFrom("\n", "\n", "\r\n", "\n\n"),
)
  .map(([lines, feed]) => lines.join(feed));

function asPair([key, value]: [string, string]): string {
  return `${key}="${value}"`;
}

/** Returns a parser's verdict on a text: its families, or what the text breaks and where. */
function verdict(parse: () => readonly ParsedFamily[]): unknown {
  try {
    return parse();
  } catch (error) {
    assert.ok(error instanceof PrometheusTextError, String(error));
    return { line: error.line, rule: error.rule, message: error.message };
  }
}

function assertAlike(input: string, maxSamples?: number): void {
  const options = maxSamples === undefined ? {} : { maxSamples };
  assert.deepEqual(
    verdict(() => parsePrometheus(input, options)),
    verdict(() => naivePrometheus(input, options)),
    JSON.stringify(input),
  );
}

Deno.test("parsePrometheus says of any line what the naive parser says", () => {
  fc.assert(fc.property(line, (input) => assertAlike(input)));
});

Deno.test("parsePrometheus says of any text what the naive parser says", () => {
  fc.assert(fc.property(text, fc.option(fc.nat(5), { nil: undefined }), assertAlike));
});

Deno.test("parsePrometheus says of a text with one broken place what the naive parser says", () => {
  const whole = vllmText();
  const place = fc.record({
    at: fc.nat(whole.length - 1),
    gone: fc.nat(3),
    put: fc.oneof(fc.constant(""), fc.constantFrom(...'\n\r \t"\\{},=#_:1.e+'), fc.string()),
  });
  fc.assert(fc.property(place, ({ at, gone, put }) => {
    // A few lines around it, for the sake of time.
    const from = whole.lastIndexOf("\n", at - 400) + 1;
    assertAlike(whole.slice(from, at) + put + whole.slice(at + gone, at + 400));
  }));
});

Deno.test("parsePrometheus reads the families of a server as the naive parser does", () => {
  for (const input of [vllmText(), vllmText({ models: 3, engines: 2 })]) {
    for (const one of [input, input.replaceAll("\n", "\r\n"), input.replaceAll(",", ", ")]) {
      assert.deepEqual(parsePrometheus(one), naivePrometheus(one));
    }
  }
});
