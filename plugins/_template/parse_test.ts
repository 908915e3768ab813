import assert from "node:assert/strict";
import { readManifest, renderExposition } from "@llm-monitor/sdk/testing";
import { readPage, toFamilies } from "./parse.ts";

const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));

Deno.test("toFamilies gives what each case of testdata expects", async (test) => {
  for await (const { name } of Deno.readDir(new URL("testdata/", import.meta.url))) {
    await test.step(name, async () => {
      const read = (file: string) =>
        Deno.readTextFile(new URL(`testdata/${name}/${file}`, import.meta.url));
      const families = toFamilies([{ target: "server:8000", text: await read("input.txt") }]);
      assert.equal(renderExposition(metrics, families), await read("expected.prom"));
    });
  }
});

Deno.test("toFamilies says that a server is down, and nothing more", () => {
  assert.deepEqual(toFamilies([{ target: "server:8000" }]), [
    {
      name: "llm_monitor_template_up",
      samples: [{ labels: { target: "server:8000" }, value: 0 }],
    },
  ]);
});

Deno.test("readPage reads nothing from what is no Prometheus page", () => {
  assert.equal(readPage("<html>"), undefined);
  assert.equal(readPage("app_waiting 1\n")?.sum("app_requests_total"), undefined);
});
