import type { Address } from "./world_network.ts";

/** Engines that only a probe can measure. */
const PROBED: readonly string[] = ["ollama", "openai"];
/** More often than by default, so that something is seen soon; what a day of that costs is allowed. */
const PROBE = { interval: "1m", tokensPerDay: 200_000 } as const;

/** The settings of each plugin of the mock's monitor. */
export function pluginSettings(
  addresses: readonly Address[],
): Readonly<Record<string, { readonly config: Readonly<Record<string, unknown>> }>> {
  const targets = addresses.map(({ name, engine, url }) => ({
    name,
    url,
    ...(PROBED.includes(engine) && { probe: PROBE }),
  }));
  return {
    gpu: { config: { nvlink: true, detailsInterval: "30s" } },
    docker: { config: { detailsInterval: "10s" } },
    system: { config: { modelFolders: ["/models"] } },
    llm: { config: { targets, discover: [], containers: false } },
  };
}
