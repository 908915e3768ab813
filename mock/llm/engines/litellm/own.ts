import { computes } from "../../chat/computes.ts";
import type { OwnPage } from "../../pages/page_request.ts";
import type { ServerContext } from "../../server_context.ts";

const CHECK_MS = 60_000;

/** Returns LiteLLM's `/health`, which sends a real request to every model behind it. */
export function litellmPages(server: ServerContext): Readonly<Record<string, OwnPage>> {
  const health = async () => {
    const checks = await Promise.all(
      server.view.models().map(async (model) => ({
        endpoint: { model: `openai/${model.name}`, api_base: "http://127.0.0.1:8000/v1" },
        isHealthy: await computes(server, model, CHECK_MS),
      })),
    );
    const list = (isHealthy: boolean) =>
      checks.filter((check) => check.isHealthy === isHealthy).map(({ endpoint }) => endpoint);
    const [healthy, unhealthy] = [list(true), list(false)];
    return {
      healthy_endpoints: healthy,
      unhealthy_endpoints: unhealthy,
      healthy_count: healthy.length,
      unhealthy_count: unhealthy.length,
    };
  };
  return { health };
}
