/** The command line of `deno task test`. */
import { nearest } from "../../runtime/contract/nearest.ts";

/** The choice of tests. */
export interface Arguments {
  readonly isQuick: boolean;
  readonly wantsHelp: boolean;
  /** Folders and files to run, as they were given; empty for all. */
  readonly paths: readonly string[];
  /** Flags for `deno test`. */
  readonly flags: readonly string[];
  /** A flag that is neither ours nor one of `deno test`, most likely, and the one that is meant. */
  readonly misspelt?: { readonly flag: string; readonly meant: string };
}

export const HELP = `Runs the tests, part by part. All parts run, even when one has failed.

  deno task test                           everything
  deno task test --quick                   what needs no real processes, in less than a minute
  deno task test tests/e2e/gpu_test.ts     folders or files
  deno task test --filter "a lost card"    tests by their names
  deno task test --help                    this text

Other flags are those of deno test. Exit code 0 when no test has failed.
`;

/** Our flags, and the one that is used most; a misspelt one would fail in every file. */
const USUAL = ["--quick", "--help", "--filter"];
/** A flag of `deno test` that looks like one of them. */
const LOOKALIKE = "--quiet";

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
  const misspelt = flags.flatMap((flag) => {
    const name = flag.replace(/=.*/s, "");
    const meant = name.startsWith("--") ? nearest(name, [...USUAL, LOOKALIKE]) : undefined;
    return meant === undefined || meant === name ? [] : [{ flag: name, meant }];
  })[0];
  return {
    ...(misspelt && { misspelt }),
    isQuick: words.includes("--quick"),
    wantsHelp: words.includes("--help") || words.includes("-h"),
    paths,
    flags,
  };
}
