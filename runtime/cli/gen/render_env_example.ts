import { listOptions } from "../../kernel/config/options.ts";
import type { StackVariable } from "./stack_variables.ts";

/**
 * The text of .env.example: every variable of the stack and every option with what it does and its
 * default, all of them commented.
 */
export function renderEnvExample(stack: readonly StackVariable[]): string {
  const head = [
    "# Every variable, with its default. Written by `deno task gen`.",
    "",
    "# == The stack: compose/.env, which `deno task stack init` creates. See docs/deploy.md.",
    ...stack.flatMap(({ name, description, default: value, isRequired }) => [
      "",
      `# ${description}${isRequired ? " (must be set)" : ""}`,
      `# ${name}=${value}`,
    ]),
    "",
    "# == The runtime: every option of config.yaml. A variable overrides the file; lists are separated",
    "# by commas. In the stack these may also be set in compose/.env; values in compose.yaml itself win.",
    "",
    "# Configuration file (default: config.yaml in the current folder)",
    "# LLM_MONITOR_CONFIG=config.yaml",
  ];
  const options = listOptions().flatMap(({ description, choices, env, default: value }) => [
    "",
    `# ${description}${choices.length > 0 ? ` (${choices.join(", ")})` : ""}`,
    `# ${env}=${plain(value)}`,
  ]);
  return [...head, ...options, ""].join("\n");
}

/** A default without the marks of JSON. */
function plain(json: string): string {
  if (json === "") return "";
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.join(",") : String(value);
}
