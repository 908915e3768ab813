/** The command line of `deno task test`. */

/** The choice of tests. */
export interface Arguments {
  readonly isQuick: boolean;
  readonly wantsHelp: boolean;
  /** Folders and files to run, as they were given; empty for all. */
  readonly paths: readonly string[];
  /** Flags for `deno test`. */
  readonly flags: readonly string[];
}

export const HELP = `Runs the tests, part by part. All parts run, also where one has failed.

  deno task test                           everything
  deno task test --quick                   what needs no real processes, in less than a minute
  deno task test tests/e2e/gpu_test.ts     folders or files
  deno task test --filter "a lost card"    tests by their names
  deno task test --help                    this text

Other flags are those of deno test. Exit code 0 when no test has failed.
`;

/** Flags of `deno test` whose value may be the next word. */
const WITH_VALUE = new Set(["--filter", "--ignore", "--preload", "--import", "--v8-flags"]);

export function parseArguments(words: readonly string[]): Arguments {
  const paths: string[] = [];
  const flags: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--quick" || word === "--help" || word === "-h" || word === "--") continue;
    if (!word.startsWith("-")) paths.push(word);
    else flags.push(word);
    const value = words[index + 1];
    if (WITH_VALUE.has(word) && value !== undefined) {
      flags.push(value);
      index++;
    }
  }
  return {
    isQuick: words.includes("--quick"),
    wantsHelp: words.includes("--help") || words.includes("-h"),
    paths,
    flags,
  };
}
