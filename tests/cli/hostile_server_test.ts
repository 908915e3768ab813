/** Nothing that a server says reaches a terminal with control characters, whichever verb asks it. */
import assert from "node:assert/strict";
import { isRecord } from "../../runtime/contract/record.ts";
import { REPO } from "../repo/source_files.ts";
import { withMonitor } from "../support/monitor.ts";
import { needs, run } from "../support/tools.ts";
import { ProjectFolder } from "./project_folder.ts";

/** Clears the screen, sets the title, turns text round, hides, moves the cursor. */
const HOSTILE = "h\x1b[2J\x1b]0;t\x07\u202er\u200bz\x9b2Jc\x08\x0dq";
/** Texts by which the verbs decide what to show. */
const STEERING = /^(?:state|severity|kind|type|at|since|status|level|approval|digest|time)$/;
/** The colours of ours; a terminal gets line ends with a carriage return. */
const OURS = ["\x1b[1m", "\x1b[2m", "\x1b[22m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[39m"];
const ALLOWED = new Set(["\n", "\t", "\r"]);

function poison(value: unknown, key = ""): unknown {
  if (typeof value === "string") return STEERING.test(key) ? value : `${value}${HOSTILE}`;
  if (Array.isArray(value)) return value.map((item) => poison(item, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one, name)]));
}

/** The control characters that are left of an output, written out. */
function findHidden(output: string): string[] {
  const rest = OURS.reduce((text, colour) => text.replaceAll(colour, ""), output)
    .replaceAll("\r\n", "\n");
  return [...rest.matchAll(/[\p{Cc}\p{Cf}]/gu)].map(([found]) => found)
    .filter((found) => !ALLOWED.has(found) || found === "\r").map((found) => JSON.stringify(found));
}

Deno.test("no verb lets a control character of a server through, piped or on a terminal", async () => {
  if (needs("script", "bsdutils")) return;
  await using project = await ProjectFolder.create();
  await project.addPlugin("good");
  await withMonitor((other) => other.writePlugin("good"), async ({ url }) => {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (asked) => {
        const { pathname, search } = new URL(asked.url);
        const answer = await fetch(`${url}${pathname}${search}`);
        const text = await answer.text();
        const { status } = answer;
        if (!answer.headers.get("content-type")?.includes("json")) {
          return new Response(text.replaceAll("\n", `${HOSTILE}\n`), { status });
        }
        return Response.json(poison(JSON.parse(text)), { status });
      },
    );
    try {
      const { port } = server.addr;
      await project.write("config.yaml", `server: { port: ${port} }\n`);
      const verbs = [
        ["top/main.ts", "--once"],
        ["metrics.ts"],
        ["metrics.ts", "--grep", "plugin"],
        ["metrics.ts", "--plugin", "good"],
        ["healthcheck.ts"],
        ["plugin/main.ts", "list"],
        ["plugin/main.ts", "list", "--json"],
        ["doctor/main.ts"],
        ["doctor/main.ts", "--json"],
      ];
      for (const [script = "", ...args] of verbs) {
        const piped = await project.run(script, ...args);
        const shown = `${script} ${args.join(" ")}`;
        assert.deepEqual(findHidden(piped.stdout + piped.stderr), [], shown);
        assert((piped.stdout + piped.stderr).length > 10, shown);
        const words = [
          Deno.execPath(),
          "run",
          "-A",
          "--quiet",
          `${REPO}/runtime/cli/${script}`,
          ...args,
        ];
        const line = words.map((word) => `'${word}'`).join(" ");
        const { output } = await run("script", ["-qec", line, "/dev/null"], { cwd: project.dir });
        assert.deepEqual(findHidden(output), [], `${shown} on a terminal`);
      }
    } finally {
      await server.shutdown();
    }
  });
});

Deno.test("findHidden sees what it is for", () => {
  assert.deepEqual(findHidden("a\x1b[32mok\x1b[39m\r\n\tb\n"), []);
  assert(findHidden(HOSTILE).length >= 8);
});
