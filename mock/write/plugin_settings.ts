import type { Address } from "./world_network.ts";

/** Engines that only a probe can measure. */
const PROBED: readonly string[] = ["ollama", "openai"];

/** The settings of each plugin of the mock's monitor. */
export function pluginSettings(
  addresses: readonly Address[],
): Readonly<Record<string, { readonly config: Readonly<Record<string, unknown>> }>> {
  const targets = addresses.map(({ name, engine, url }) => ({
    name,
    url,
    ...(PROBED.includes(engine) && { probe: { interval: "1m" } }),
  }));
  return {
    gpu: { config: { nvlink: true, detailsInterval: "30s" } },
    docker: { config: { detailsInterval: "10s" } },
    system: { config: { modelFolders: ["/models"] } },
    llm: { config: { targets, discover: [], containers: false } },
  };
}
