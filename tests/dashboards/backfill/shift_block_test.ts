import assert from "node:assert/strict";
import { needs, run } from "../../support/tools.ts";
import { createBlocks } from "./create_blocks.ts";
import { crc32c } from "./crc32c.ts";
import { shiftBlock } from "./shift_block.ts";

Deno.test("the checksum is that of Castagnoli", () => {
  const bytes = new TextEncoder().encode("-123456789-");
  assert.equal(crc32c(bytes, 1, bytes.length - 1), 0xe306_9283);
});

Deno.test({
  name: "a block that is shifted has the same samples at other times",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-shift-" });
    try {
      const start = 1_795_608_000;
      // More samples than one chunk holds, and two series.
      const samples = Array.from({ length: 300 }, (_, index) => [index * 1.5, start + 30 * index]);
      const lines = ['x{a="b"}', "y"].flatMap((head) =>
        samples.map(([value, at]) => `${head} ${value} ${at}`)
      );
      await Deno.writeTextFile(`${dir}/x.om`, [...lines, "# EOF", ""].join("\n"));
      await createBlocks(`${dir}/x.om`, `${dir}/blocks`);
      const names = await Array.fromAsync(Deno.readDir(`${dir}/blocks`));
      assert.equal(names.length, 1);
      const shiftMs = -86_400_123;
      await shiftBlock(`${dir}/blocks/${names[0]?.name}`, `${dir}/shifted`, { shiftMs, number: 7 });
      const dump = async (blocks: string) => {
        // promtool wants to read a log of writes, too.
        await Deno.mkdir(`${blocks}/wal`);
        const { output, code } = await run("promtool", ["tsdb", "dump", blocks]);
        assert.equal(code, 0, output);
        return output.trim().split("\n");
      };
      const shift = (line: string) =>
        line.replace(/\d+$/, (stamp) => String(Number(stamp) + shiftMs));
      const before = await dump(`${dir}/blocks`);
      assert.equal(before.length, 600);
      assert.deepEqual(await dump(`${dir}/shifted`), before.map(shift));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
