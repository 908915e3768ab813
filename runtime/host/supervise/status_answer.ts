import { PLUGIN_STATES, STATUS_SCHEMA_VERSION } from "../../contract/status.ts";
import type { PluginStateName, StatusAnswer } from "../../contract/status.ts";

/** `GET /api/v1/status`: the parts that are known, and the plugins counted by state. */
export function statusAnswer(
  states: readonly PluginStateName[],
  parts: Omit<StatusAnswer, "schema_version" | "ready" | "plugins">,
): StatusAnswer {
  const plugins = Object.fromEntries(
    PLUGIN_STATES.map((state) => [state, states.filter((one) => one === state).length]),
  ) as Record<PluginStateName, number>;
  return {
    schema_version: STATUS_SCHEMA_VERSION,
    ready: parts.not_ready.length === 0,
    plugins,
    ...parts,
  };
}
