/** The parts of the suite, in the order in which they run. */

/** Test files that run in the same way. */
export interface Part {
  readonly name: string;
  /** Folders and files, relative to the repository; what a part before it names is not run again. */
  readonly paths: readonly string[];
  /**
   * `shared`: all files in one process, on every core. `own`: a process for each file, two at a time.
   * `alone`: one file after the other, since they measure what the machine can do.
   */
  readonly processes: "shared" | "own" | "alone";
  /** It is part of `--quick`: no real processes, no waiting. */
  readonly isQuick: boolean;
}

export const PARTS: readonly Part[] = [
  {
    name: "unit",
    paths: ["runtime", "plugins", "dashboards", "compose"],
    processes: "shared",
    isQuick: true,
  },
  {
    name: "conformance",
    paths: ["tests/conformance", "tests/fuzz"],
    processes: "shared",
    isQuick: true,
  },
  {
    name: "repo",
    paths: [
      "tests/repo",
      "tests/suite",
      "tests/bench",
      "tests/compose/policy_test.ts",
      "tests/compose/references_test.ts",
      "tests/compose/kubernetes_test.ts",
    ],
    processes: "shared",
    isQuick: true,
  },
  // Both make pictures and data on every core.
  {
    name: "boards",
    paths: ["tests/dashboards/queries_test.ts", "tests/dashboards/pictures_test.ts"],
    processes: "alone",
    isQuick: false,
  },
  // Long ones first, so that none of them is left over at the end.
  {
    name: "system",
    paths: [
      "tests/compose",
      "tests/fleet",
      "tests/sandbox/ordinary_user_test.ts",
      "tests/dashboards",
      "tests/page",
      "tests/mock/end_to_end_test.ts",
      "tests/mock/counters_test.ts",
      "tests/sandbox/resources_test.ts",
      "tests/e2e/llm_targets_test.ts",
      "tests/sandbox",
      "tests/pressure",
      "tests/e2e",
      "tests/mock",
      "tests/install",
      "tests/cli",
    ],
    processes: "own",
    isQuick: false,
  },
];
