import { listOptions } from "../../kernel/config/options.ts";

/** The text of .env.example: every option with what it does and its default, all of them commented. */
export function renderEnvExample(): string {
  const head = [
    "# Every option of config.yaml as an environment variable. Written by `deno task gen`.",
    "# A variable overrides the file. Lists are separated by commas.",
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
