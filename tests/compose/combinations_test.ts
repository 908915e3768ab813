/** Every combination of Compose files that is written down anywhere is taken by docker-compose 1.29. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { needs, run } from "../support/tools.ts";
import { composeFileNames } from "./model/compose_file.ts";

const DOCS = ["docs/deploy.md", "docs/fleet.md", "README.md"];
/** The files of one command. */
const FILES = /-f compose\/compose\.yaml(?:\s+-f compose\/compose\.\w+\.yaml)*/g;
const FEWEST = 10;

async function readCombinations(): Promise<string[][]> {
  const names = (await composeFileNames()).map((name) => `compose/${name}`);
  const found = new Set<string>();
  for (const path of [...DOCS, ...names]) {
    const text = (await Deno.readTextFile(`${REPO}/${path}`)).replaceAll(/^# ?/gm, "");
    for (const [files] of text.matchAll(FILES)) {
      found.add(files.match(/compose\/[\w.]+/g)?.join(" ") ?? "");
    }
  }
  // What docs say to append to another.
  for (const base of ["compose.fleet", "compose.agent compose.vmagent", "compose.mock"]) {
    const words = ["compose", ...base.split(" "), "compose.userns"];
    found.add(words.map((word) => `compose/${word}.yaml`).join(" "));
  }
  return [...found].map((files) => files.split(" "));
}

Deno.test({
  name: "docker-compose 1.29 takes every combination of files that docs and files name",
  ignore: needs("docker-compose", "docker-compose"),
  fn: async () => {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-combinations-" });
    try {
      assert.equal((await run("cp", ["-r", `${REPO}/compose`, dir])).code, 0);
      await Deno.remove(`${dir}/compose/.env`).catch(() => undefined);
      await Deno.writeTextFile(`${dir}/socket`, "");
      const init = await run(Deno.execPath(), [
        ...["run", "-A", "--quiet", `${REPO}/compose/src/stack.ts`, "init"],
        ...["--dir", `${dir}/compose`, "--socket", `${dir}/socket`],
      ]);
      assert.equal(init.code, 0, init.output);
      const combinations = await readCombinations();
      assert(combinations.length >= FEWEST, `${combinations.length} combinations`);
      for (const files of combinations) {
        const { code, output } = await run("docker-compose", [
          ...files.flatMap((file) => ["-f", file]),
          ...["--profile", "agents", "config", "--quiet"],
        ], { cwd: dir });
        assert.equal(code, 0, `${files.join(" ")}: ${output}`);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
