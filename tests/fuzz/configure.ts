/** Loaded before the tests by `deno task fuzz`: every property is tried many more times. */
import fc from "fast-check";

const RUNS = 20_000;

fc.configureGlobal({ numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? RUNS) });
