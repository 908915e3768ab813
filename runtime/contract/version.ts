/** The version of llm-monitor; deno.json says the same, and a test compares them. */
export const VERSION = "0.2.0";
