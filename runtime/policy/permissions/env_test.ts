import { checkEnvItem } from "./env.ts";
import { judge } from "./testing_judge.ts";

Deno.test("checkEnvItem takes one name and keeps the runtime's variables back", () => {
  judge(checkEnvItem, [
    ["HF_HOME", undefined],
    ["_x1", undefined],
    ["*", /one variable/],
    ["HF_*", /one variable/],
    ["", /one variable/],
    ["A,B", /one variable/],
    ["A=B", /one variable/],
    ["LD_PRELOAD", /never/],
    ["DENO_DIR", /never/],
    ["NODE_OPTIONS", /never/],
    ["LLM_MONITOR_AUTH_TOKEN", /never/],
    ["PATH", /never/],
    ["PATHS", undefined],
  ]);
});
