/** The version of llm-monitor; deno.json says the same, and a test compares them. */
export const VERSION = "0.2.0";

/** The day on which this version was made: a clock that is behind it was never set. */
export const RELEASED = "2026-11-26";

/** The version of Deno that the tests run with, and that every page names. */
export const TESTED_DENO = "2.9.6";
