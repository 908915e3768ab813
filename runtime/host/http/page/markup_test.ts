import assert from "node:assert/strict";
import { escapeText, html, Markup } from "./markup.ts";

Deno.test("html escapes values, joins lists, and leaves markup and what is not there alone", () => {
  const list = ["<a>", 1, new Markup("<b>")];
  assert.equal(
    html`<p title="${'"'}">${list}${false}${null}${undefined}</p>`.text,
    '<p title="&quot;">&lt;a&gt;1<b></p>',
  );
});

Deno.test("escapeText shows what cannot be seen, and halves of characters", () => {
  const cases: [text: string, escaped: string][] = [
    ["plain text", "plain text"],
    ["a\tb\nc", "a\tb\nc"],
    ["\u00e4 \u4e2d \u{1f600}", "\u00e4 \u4e2d \u{1f600}"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["a\u0000\u001b[2J\u007f", "a\\u0000\\u001b[2J\\u007f"],
    ["\u200b\u2066\u2028\ufeff", "\\u200b\\u2066\\u2028\\ufeff"],
    ["\ud800", "\ufffd"],
    [`&<>"'`, "&amp;&lt;&gt;&quot;&#39;"],
  ];
  for (const [text, escaped] of cases) assert.equal(escapeText(text), escaped);
});
