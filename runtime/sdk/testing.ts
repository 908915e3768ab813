/** What tests of plugins import: `import { fakeContext } from "@llm-monitor/sdk/testing"`. */
export { fakeContext } from "./fake_context.ts";
export type { FakeMachine } from "./fake_context.ts";
export { renderExposition } from "./render_exposition.ts";
