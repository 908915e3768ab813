import { during } from "../../runtime/cli/during.ts";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import type { Verb } from "../../runtime/cli/verb.ts";
import { inspectStack } from "./inspect_stack.ts";
import { stackFindings } from "./stack_findings.ts";

/** `deno task stack check`. */
export const stackCheck: Verb = {
  command: "deno task stack check",
  summary: "Checks what would keep the stack from working on this machine; changes nothing",
  flags: {
    dir: {
      type: "string",
      value: "FOLDER",
      summary: "Folder of compose.yaml (default: the project's)",
    },
    gpu: { type: "boolean", summary: "Also checks the needs of compose.gpu.yaml" },
    cdi: { type: "boolean", summary: "Also checks the needs of compose.cdi.yaml" },
    json: { type: "boolean", summary: "Write JSON, for programs" },
  },
  operands: [],
  examples: [
    ["deno task stack check", "0 all is ready, 3 something is wrong"],
    ["deno task stack check --gpu", "before using compose.gpu.yaml"],
  ],
  async run({ values, switches }, { output, style, env }) {
    const inspecting = inspectStack({
      dir: values.get("dir") ?? `${projectDir()}/compose`,
      env,
      gpu: switches.has("gpu") ? "gpu" : switches.has("cdi") ? "cdi" : undefined,
    });
    const facts = await during("Checking the stack", inspecting, output);
    const findings = stackFindings(facts);
    if (switches.has("json")) output.json({ findings });
    for (const { what, fix } of switches.has("json") ? [] : findings) {
      output.line(`${style.red("wrong")} ${what}`);
      output.line(`      ${fix}`);
    }
    if (!switches.has("json") && findings.length === 0) {
      output.line(
        `${style.green("ok")} Docker ${facts.engine}, ${facts.compose}; all is ready`,
      );
    }
    return findings.length === 0 ? EXIT.ok : EXIT.configInvalid;
  },
};
