import assert from "node:assert/strict";
import fc from "fast-check";
import { find, findAll, parseXml } from "./xml.ts";

Deno.test("parseXml reads elements, attributes, text and entities, and skips the document type", () => {
  const log = parseXml(`<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<!-- a comment -->
<log>
  <gpu id="00000000:01:00.0" note='a>b'>
    <name> A &amp; B &lt;C&gt; &#65;&#x42; &unknown; </name><empty/>
    <supported_clocks><value>1</broken></supported_clocks>
    <process>x</process><process>y</process>
  </gpu>
</log>`);
  const gpu = find(log, "gpu");
  assert.deepEqual(gpu?.attributes, { id: "00000000:01:00.0", note: "a>b" });
  assert.equal(find(log, "gpu/name")?.text, "A & B <C> AB &unknown;");
  assert.equal(find(log, "gpu/empty")?.text, "");
  assert.equal(find(log, "gpu/supported_clocks"), undefined);
  assert.deepEqual(findAll(log, "gpu/process").map(({ text }) => text), ["x", "y"]);
  assert.deepEqual(findAll(log, "none/process"), []);
});

Deno.test("parseXml refuses what is cut off, mismatched, too deep, or no XML", () => {
  for (
    const text of [
      "",
      "No devices were found",
      "<a>",
      "<a><b></a>",
      "</a>",
      "<a><supported_clocks>",
      `${"<a>".repeat(40)}${"</a>".repeat(40)}`,
    ]
  ) assert.throws(() => parseXml(text), SyntaxError, text.slice(0, 20));
});

Deno.test("parseXml gives back the text that was written, or refuses; it never hangs", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    assert.equal(parseXml(`<a>${escaped}</a>`).text, text.trim());
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    try {
      parseXml(text);
    } catch (error) {
      assert(error instanceof SyntaxError);
    }
  }));
});
