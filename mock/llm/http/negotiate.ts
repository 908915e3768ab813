import type { Context } from "hono";

/** Whether a client asks for OpenMetrics, as prometheus_client's own application understands it. */
export function wantsOpenMetrics(context: Context): boolean {
  return (context.req.header("accept") ?? "").split(",")
    .some((part) => part.split(";", 1)[0]?.trim() === "application/openmetrics-text");
}
