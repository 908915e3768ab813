/** Texts that people read in Prometheus, in Grafana and in docs: help of metrics, options, settings. */
import assert from "node:assert/strict";
import { sourceFiles } from "./source_files.ts";

/** An opening that leaves open what is measured or set: "How long ..." is a duration, a timeout. */
const RELATIVE = /^(?:What|How|Where|Who|Why|So many|One thing)\b/;
/** Machines report; and a text speaks of the program, not of us. */
const PRIVATE = /\b(?:tells?|told|telling|kept from us|ours?|whoever)\b/i;

interface Text {
  readonly place: string;
  readonly said: string;
}

function manifestTexts({ path, text }: { path: string; text: string }): Text[] {
  return [...text.matchAll(/^ *(?:help|description): "?(.*?)"?$/gm)]
    .map(([, said = ""]) => ({ place: path, said }));
}

function codeTexts({ path, text }: { path: string; text: string }): Text[] {
  return [...text.matchAll(/(?:\bhelp:|\bdescribe\()\s*["`]([^"`]*)["`]/g)]
    .map(([, said = ""]) => ({ place: path, said }));
}

function faults(texts: readonly Text[]): string[] {
  return texts.filter(({ said }) => RELATIVE.test(said) || PRIVATE.test(said))
    .map(({ place, said }) => `${place}: ${said}`);
}

Deno.test("help and descriptions name what is measured or set, in the terms of the field", async () => {
  const manifests = (await sourceFiles("plugins", "plugin.yaml")).flatMap(manifestTexts);
  const code = (await sourceFiles("runtime", ".ts"))
    .filter(({ path }) => /\/(?:self_declarations|config)\.ts$/.test(path)).flatMap(codeTexts);
  assert(manifests.length > 200 && code.length > 60, `${manifests.length}, ${code.length} texts`);
  assert.deepEqual(faults([...manifests, ...code]), []);
});

Deno.test("the rule of texts finds what it forbids", () => {
  const texts = manifestTexts({
    path: "x",
    text:
      '  help: How long it took.\n  help: "Cards that tell nothing."\n  help: Duration of a call.\n',
  });
  assert.deepEqual(faults(texts), ["x: How long it took.", "x: Cards that tell nothing."]);
});
