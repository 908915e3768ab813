/** A host that was taken over gains what its plugins were granted, and nothing else. */
import assert from "node:assert/strict";
import { assembleKernel } from "../../runtime/kernel/assemble_kernel.ts";
import { Kernel } from "../../runtime/kernel/kernel.ts";
import { openProject } from "../../runtime/kernel/open_project.ts";
import { openReader } from "../../runtime/kernel/reader/reader.ts";
import { eventually } from "../support/eventually.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

const HOST = new URL("./hosts/compromised_host.ts", import.meta.url).pathname;

/** Runs a kernel under a host of the test's, and hands over what that host told at its end. */
async function underHost(
  project: TempProject,
  host: string,
): Promise<string> {
  const env = Deno.env.toObject();
  // A host that was taken over does not drain when it is told to.
  await project.writeConfig("supervisor: { shutdownTimeout: 500ms }\n");
  const reader = openReader(env);
  const loaded = await reader.load({ env, cwd: project.dir });
  let told = "";
  const parts = await assembleKernel(await openProject(loaded, env), {
    loaded: () => loaded,
    reader,
    once: true,
    only: undefined,
    onlooker: undefined,
    ui: {
      log: () => {},
      listening: () => {},
      states: () => {},
      droppedLines: () => 0,
      output: (text) => {
        told = text;
      },
    },
  });
  const kernel = new Kernel({ ...parts, hostCommand: [Deno.execPath(), "run", "--quiet", host] });
  await kernel.start();
  await eventually("the host has told", () => told !== "");
  await kernel.exited;
  reader.close();
  return told;
}

Deno.test("item 69: a host that was taken over cannot start, read or run what was not granted", async () => {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await project.writePlugin("wants", {
    manifest: 'permissions: { exec: [{ command: id, args: ["-u"] }] }\n',
  });
  const answers = JSON.parse(await underHost(project, HOST)) as Record<string, string>;
  const { "spawn with wider flags": widened, ...refused } = answers;
  assert.deepEqual(refused, {
    "spawn what was not approved": "plugin_not_found",
    "spawn an unknown revision": "plugin_not_found",
    "spawn a path": "plugin_not_found",
    "spawn another's revision": "plugin_not_found",
    "spawn the prototype": "plugin_not_found",
    "facts that were not granted": "not_granted",
    "facts for a stream of nobody": "unavailable",
    "facts for the control stream": "unavailable",
    "facts out of /proc": "not_granted",
    "facts with a grant of its own": "not_granted",
    "a command that was not granted": "not_granted",
    "a shell": "not_granted",
    "a call of the prototype": "unknown_method",
    "a call that is no text": "unknown_method",
    "arguments that are no object": "bad_arguments",
    "an end without a reason": "bad_arguments",
  });
  // It starts the admitted revision as it was admitted; what was added is not looked at.
  assert.match(widened ?? "", /^ok/);
  await assert.rejects(Deno.stat("/tmp/llm-monitor-taken"), Deno.errors.NotFound);
  await project.remove();
});

Deno.test("a kernel whose host ends takes every guest with it", async () => {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await project.writePlugin("wants", {
    manifest: 'permissions: { exec: [{ command: id, args: ["-u"] }] }\n',
  });
  await underHost(project, HOST);
  const left = (await descendantsOf(Deno.pid)).filter(({ command }) =>
    command.includes(project.dir)
  );
  assert.deepEqual(left, []);
  await project.remove();
});
