import assert from "node:assert/strict";
import { parseStatus, toFamilies } from "./parse.ts";

Deno.test("toFamilies gives what each case of testdata expects", async (test) => {
  for await (const { name } of Deno.readDir(new URL("testdata/", import.meta.url))) {
    await test.step(name, async () => {
      const read = (file: string) =>
        Deno.readTextFile(new URL(`testdata/${name}/${file}`, import.meta.url));
      const families = toFamilies([{ target: "server:8000", text: await read("input.txt") }]);
      const samples = families.flatMap(({ name, samples }) =>
        samples.map((sample) =>
          `${name}{target="${sample.labels.target}"} ${"value" in sample ? sample.value : ""}`
        )
      );
      const expected = (await read("expected.prom")).split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      assert.deepEqual(samples, expected);
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

Deno.test("parseStatus leaves out what is no value", () => {
  assert.deepEqual([...parseStatus("queue 1.5\nqueue\n=1\nrequests 7 \r\n")], [
    ["queue", 1.5],
    ["requests", 7],
  ]);
});
