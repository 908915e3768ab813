/** Every file of rules. */
import { CONTAINER_ALERTS } from "./alerts/containers.ts";
import { FLEET_ALERTS } from "./alerts/fleet.ts";
import { GPU_ALERTS } from "./alerts/gpu.ts";
import { LLM_ALERTS } from "./alerts/llm.ts";
import { BUDGET_ALERTS } from "./alerts/llm_budgets.ts";
import { MONITOR_ALERTS } from "./alerts/monitor.ts";
import { STACK_ALERTS } from "./alerts/stack.ts";
import { SYSTEM_ALERTS } from "./alerts/system.ts";
import { FLEET_RECORDINGS } from "./recording/fleet.ts";
import { GPU_RECORDINGS } from "./recording/gpu.ts";
import { LLM_RECORDINGS } from "./recording/llm.ts";
import { MONITOR_RECORDINGS } from "./recording/monitor.ts";
import { isAlert } from "./rule.ts";
import type { Alert, RuleGroup } from "./rule.ts";

/** Groups by the name of their file, recordings first. */
export const RULE_FILES: Readonly<Record<string, readonly RuleGroup[]>> = {
  "recording-llm": LLM_RECORDINGS,
  "recording-gpu": GPU_RECORDINGS,
  "recording-fleet": FLEET_RECORDINGS,
  "recording-monitor": MONITOR_RECORDINGS,
  "alerts-monitor": [MONITOR_ALERTS],
  "alerts-llm": [LLM_ALERTS, BUDGET_ALERTS],
  "alerts-gpu": [GPU_ALERTS],
  "alerts-containers": [CONTAINER_ALERTS],
  "alerts-system": [SYSTEM_ALERTS],
  "alerts-stack": [STACK_ALERTS],
  "alerts-fleet": [FLEET_ALERTS],
};

export const RULE_GROUPS: readonly RuleGroup[] = Object.values(RULE_FILES).flat();

/** Every alert; one that has two severities is there twice. */
export const ALERTS: readonly Alert[] = RULE_GROUPS.flatMap(({ rules }) => rules.filter(isAlert));
