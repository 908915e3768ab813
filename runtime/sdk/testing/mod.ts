/**
 * The SDK's tools for tests of plugins: `import { fakeContext } from "@llm-monitor/sdk/testing"`.
 */
export { fakeContext } from "./fake_context.ts";
export type { FakeMachine } from "./fake_context.ts";
export { readManifest } from "./read_manifest.ts";
export { renderExposition } from "./render_exposition.ts";
export { validateResult } from "../../metrics/validate_result.ts";
export { pickContainers } from "../../services/docker/pick_containers.ts";
export { pickDetails } from "../../services/docker/pick_details.ts";
export { pickStats } from "../../services/docker/pick_stats.ts";
