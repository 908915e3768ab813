/** Completions as each shell has them. */
import assert from "node:assert/strict";
import { readTasks } from "../../runtime/cli/completions/main.ts";
import { REPO } from "../repo/source_files.ts";
import { needs, run } from "../support/tools.ts";

const SCRIPTS = new Map<string, string>();

async function script(shell: string): Promise<string> {
  const known = SCRIPTS.get(shell);
  if (known !== undefined) return known;
  const main = `${REPO}/runtime/cli/completions/main.ts`;
  const { code, output } = await run(Deno.execPath(), ["run", "-A", "--quiet", main, shell]);
  assert.equal(code, 0, output);
  SCRIPTS.set(shell, output);
  return output;
}

/** Words before the cursor, the last of them being written; and what has to be among the proposals. */
const CASES: readonly (readonly [words: string[], expected: readonly string[], not?: string])[] = [
  [["deno", "task", "do"], ["doctor"], "top"],
  [["deno", "task", "plugin", "ap"], ["approve"], "list"],
  [["deno", "task", "plugin", "approve", "g"], ["gpu"], "docker"],
  [["deno", "task", "plugin", "approve", "--"], ["--yes", "--config"], "--json"],
  [["deno", "task", "doctor", "--b"], ["--bundle"]],
  [["deno", "task", "mock", "l"], ["llm"]],
  [["deno", "task", "mock", "llm", "--e"], ["--engine"], "--scenario"],
  [["deno", "task", "completions", "f"], ["fish"]],
  [["deno", "task", "doctor", "--config", "READ"], ["README.md"]],
  [["llm-monitor", "plugin", "in"], ["info"]],
  [["llm-monitor", "st"], ["start", "stack"], "top"],
];

const PROPOSALS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}; ` +
    `${words[0] === "deno" ? "_llm_monitor_deno" : "_llm_monitor"}; ` +
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  // What compinit would bring along is put in its place: it needs a terminal.
  zsh: (words) =>
    `words=(${quoted(words)}); CURRENT=${words.length}; ` +
    `compadd() { local name=$2; local one; for one in \${(P)name}; do ` +
    `[[ $one == \${words[CURRENT]}* ]] && print -r -- $one; done }; ` +
    `_files() { print -rl -- \${words[CURRENT]}*(N) }; ` +
    `${words[0] === "deno" ? "_llm_monitor_deno" : "_llm_monitor"}`,
  fish: (words) => `complete -C ${JSON.stringify(words.join(" "))}`,
};

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(" ");
}

for (const [shell, flags] of [["bash", ["--norc"]], ["zsh", ["-f"]], ["fish", ["-N"]]] as const) {
  Deno.test(`${shell} completes tasks, verbs, flags, plugins and files`, async () => {
    if (needs(shell, shell)) return;
    const propose = PROPOSALS[shell];
    assert(propose);
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/script`, await script(shell));
      const start = shell === "zsh" ? "compdef() { : }; " : "";
      for (const [words, expected, not] of CASES) {
        const { output } = await run(shell, [
          ...flags,
          "-c",
          `${start}source ${dir}/script; ${propose(words)}`,
        ], { cwd: REPO, env: { HOME: dir, TERM: "dumb" } });
        const found = output.trim().split("\n").map((line) => line.split("\t")[0]);
        for (const word of expected) assert(found.includes(word), `${words.join(" ")}: ${output}`);
        assert(not === undefined || !found.includes(not), `${words.join(" ")}: ${output}`);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("every task of ours has a table, and the scripts name it", async () => {
  const tasks = await readTasks(REPO);
  const bare = [...tasks].filter(([, task]) => task === undefined).map(([name]) => name);
  // These run tests, and take the words of deno test.
  assert.deepEqual(bare.sort(), ["bench", "fuzz", "pictures", "soak", "test"]);
  const bash = await script("bash");
  for (const name of tasks.keys()) assert.match(bash, new RegExp(`\\b${name}\\b`));
});

Deno.test("completions of a shell that is none say which there are", async () => {
  const main = `${REPO}/runtime/cli/completions/main.ts`;
  const { code, output } = await run(Deno.execPath(), ["run", "-A", "--quiet", main, "bsh"]);
  assert.equal(code, 2);
  assert.match(output, /Cannot write completions for "bsh"\n {2}Did you mean bash\?/);
});
