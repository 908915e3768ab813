/** The configurations of Prometheus in docs/fleet.md, as promtool reads them. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { needs, run } from "../support/tools.ts";

Deno.test({
  name: "promtool takes every scrape configuration of fleet.md",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const page = await Deno.readTextFile(`${REPO}/docs/fleet.md`);
    const blocks = [...page.matchAll(/```yaml\n(scrape_configs:\n[\s\S]*?)```/g)];
    assert.ok(blocks.length >= 4, `${blocks.length} blocks`);
    const dir = await Deno.makeTempDir();
    try {
      for (const [, text = ""] of blocks) {
        await Deno.writeTextFile(`${dir}/prometheus.yml`, text);
        const args = ["check", "config", "--syntax-only", `${dir}/prometheus.yml`];
        const { code, output } = await run("promtool", args);
        assert.equal(code, 0, `${text}\n${output}`);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
