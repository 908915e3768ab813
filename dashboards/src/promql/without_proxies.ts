/**
 * Leaves out servers that stand before others, such as LiteLLM or a router: what passes through them is
 * reported by the servers behind as well, and a sum would count it twice. They are known by what they
 * can report, and not by their names.
 */
export function withoutProxies(expr: string): string {
  return `(${expr} unless on (job, instance, target)` +
    ' llm_monitor_llm_capability{feature=~"backends|deployments"} == 1)';
}
