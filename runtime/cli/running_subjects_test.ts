import assert from "node:assert/strict";
import type { Config } from "../contract/config.ts";
import { runningSubjects } from "./running_subjects.ts";

async function subjectsAt(answer: () => Response): Promise<unknown> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  try {
    const { port } = server.addr;
    return await runningSubjects({ host: "0.0.0.0", port } as Config["server"]);
  } finally {
    await server.shutdown();
  }
}

Deno.test("runningSubjects reads what the plugins of a running instance watch", async () => {
  const chat = { name: "chat", state: "up", detail: "vLLM (qwen)" };
  const plugins = [{ name: "llm", subjects: [chat] }, { name: "gpu", subjects: [] }, {
    name: "old",
  }];
  assert.deepEqual(await subjectsAt(() => Response.json({ plugins })), [{
    plugin: "llm",
    ...chat,
  }]);
});

Deno.test("runningSubjects has none where none is told", async () => {
  const answers = [
    () => Response.json({ error: "unauthorized" }, { status: 401 }),
    () => new Response("<html>"),
    () => Response.json([]),
    () => Response.json({ plugins: [null, { name: "llm", subjects: [{ name: 1 }] }] }),
  ];
  for (const answer of answers) assert.deepEqual(await subjectsAt(answer), []);
  assert.deepEqual(await runningSubjects({ host: "127.0.0.1", port: 9 } as Config["server"]), []);
});
