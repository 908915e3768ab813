/** What tests of plugins import: `import { fakeContext } from "@llm-monitor/sdk/testing"`. */
export { fakeContext } from "./testing/fake_context.ts";
export type { FakeMachine } from "./testing/fake_context.ts";
export { renderExposition } from "./testing/render_exposition.ts";
