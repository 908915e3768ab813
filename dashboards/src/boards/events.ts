import type { Events } from "../layer/board.ts";

/** Changes: the first question after "what is wrong". */
export const CHANGES: readonly Events[] = [
  {
    name: "Container started",
    colour: "purple",
    expr: "llm_monitor_docker_container_start_time_seconds * 1000",
    text: "{{container}} on {{instance}}",
    isTime: true,
  },
  {
    name: "Model loaded or unloaded",
    colour: "blue",
    expr: "changes(llm_monitor_llm_model_loaded[2m]) > 0",
    text: "{{model}} of {{target}}",
  },
  {
    name: "Server version changed",
    colour: "orange",
    expr: "llm_monitor_llm_info unless on (job, instance, target, version) " +
      "llm_monitor_llm_info offset 10m and on (job, instance, target) llm_monitor_llm_info offset 10m",
    text: "{{target}} is {{engine}} {{version}}",
  },
];
