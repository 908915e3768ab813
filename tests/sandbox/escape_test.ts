/** Items 1-46 of the list of attacks in docs/security.md: what a plugin may try to reach. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { addBadPlugin, reachedOf } from "./bad_plugins.ts";

const WITHIN_MS = 15_000;

/** Runs one bad plugin beside a good one, and hands over what its attempts reached. */
async function attack(
  name: string,
  options: {
    prepare?: (project: TempProject) => Promise<void>;
    placeholders?: Record<string, string>;
  } = {},
): Promise<{ reached: Map<string, number>; monitor: Monitor; project: TempProject }> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await addBadPlugin(project, name, options.placeholders);
  await options.prepare?.(project);
  const monitor = await Monitor.start(project, {
    env: { SECRET_OF_TEST: "canary", DOCKER_HOST: "unix:///var/run/docker.sock" },
  });
  const reached = await eventually(`${name} has made its attempts`, async () => {
    const map = reachedOf(await monitor.metrics(), name);
    const plugin = await monitor.plugin(name);
    if (plugin?.last_error) throw new Error(JSON.stringify([plugin.last_error, monitor.logs]));
    return map.size > 0 && map;
  }, WITHIN_MS);
  assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
  return { reached, monitor, project };
}

function assertNothingReached(reached: Map<string, number>, atLeast: number): void {
  // What was granted has to work, or the refusals would prove nothing.
  const wrong = [...reached].filter(([attempt, value]) =>
    value !== (attempt.startsWith("control") ? 1 : 0)
  );
  assert.deepEqual(wrong, []);
  assert.ok(reached.size >= atLeast, `${reached.size} attempts were made`);
}

for (
  const [name, items, atLeast] of [
    ["reads_files", "2-4, 11-13, 15-17: files and modules", 35],
    ["fetches_code", "9, 10: code from elsewhere", 8],
    ["reads_environment", "21, 23, 24, 46: environment and machine", 15],
    ["runs_programs", "25, 36, 37, 40, 44, 45: programs, signals, native code", 20],
  ] as const
) {
  Deno.test(`items ${items}: nothing is reached`, async () => {
    const { reached, monitor, project } = await attack(name);
    await monitor.stop();
    await project.remove();
    assertNothingReached(reached, atLeast);
  });
}

Deno.test("items 26-35, 43: only the granted address is reached, under no other name", async () => {
  const secret = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("secret"),
  );
  const granted = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      new URL(request.url).pathname === "/redirect"
        ? Response.redirect(`http://127.0.0.1:${secret.addr.port}/`)
        : new Response("granted"),
  );
  const { reached, monitor, project } = await attack("reaches_network", {
    placeholders: {
      SECRET_PORT: `${secret.addr.port}`,
      OWN_PORT: "8090",
      PORT: `${granted.addr.port}`,
    },
  });
  await monitor.stop();
  await project.remove();
  await Promise.all([secret.shutdown(), granted.shutdown()]);
  assertNothingReached(reached, 27);
});

Deno.test("items 14, 38: crafted calls of services get nothing that was not granted", async () => {
  const { reached, monitor, project } = await attack("calls_services", {
    prepare: async (project) => {
      await project.writeConfig(
        'policy: { free: { facts: [/proc/loadavg, "statfs:/tmp"], exec: [printf] } }\n',
      );
    },
  });
  await eventually(
    "refusals are counted",
    async () => /service_calls_total\{.*outcome="not_granted"\} \d+/.test(await monitor.metrics()),
  );
  await monitor.stop();
  await project.remove();
  assertNothingReached(reached, 50);
});

/** Folders that are refused before anything of them runs, or whose entry cannot be loaded. */
const UNLOADABLE: Record<
  string,
  { code: string; prepare: (project: TempProject) => Promise<unknown> }
> = {
  "item 1: a static import of a file as text": {
    code: "load_failed",
    prepare: (project) =>
      project.writePlugin("bad", {
        top: 'import secret from "/etc/passwd" with { type: "text" }; void secret;',
      }),
  },
  "item 1: a static import out of its folder": {
    code: "load_failed",
    prepare: (project) =>
      project.writePlugin("bad", {
        top: 'import lock from "../../../../config.yaml" with { type: "text" }; void lock;',
      }),
  },
  "item 3: a static import of a data module that imports a file": {
    code: "load_failed",
    prepare: (project) =>
      project.writePlugin("bad", {
        top:
          `import "data:text/javascript,import t from 'file:///etc/passwd' with {type:'text'};";`,
      }),
  },
  "items 5, 6, 82: a symbolic link": {
    code: "plugin_file_kind",
    prepare: (project) => Deno.symlink("/etc/passwd", `${project.pluginsDir}/bad/link.txt`),
  },
  "item 7: a node_modules that is a link": {
    code: "plugin_file_kind",
    prepare: (project) => Deno.symlink("/usr/lib", `${project.pluginsDir}/bad/node_modules`),
  },
  "item 8: a deno.json with an import map of its own": {
    code: "load_failed",
    prepare: async (project) => {
      const map = { imports: { secret: "/etc/passwd", "@llm-monitor/sdk": "./evil.ts" } };
      await project.writeFile("bad", "deno.json", JSON.stringify(map));
      await project.writePlugin("bad", { top: 'import "secret";' });
    },
  },
  "item 82: a pipe": {
    code: "plugin_file_kind",
    prepare: (project) =>
      new Deno.Command("mkfifo", { args: [`${project.pluginsDir}/bad/pipe`] }).output(),
  },
  "item 82: too many files": {
    code: "plugin_too_many_files",
    prepare: async (project) => {
      for (let index = 0; index < 250; index++) {
        await Deno.writeTextFile(`${project.pluginsDir}/bad/${index}.txt`, "");
      }
    },
  },
  "item 82: too many bytes": {
    code: "plugin_too_large",
    prepare: (project) =>
      Deno.writeFile(`${project.pluginsDir}/bad/big.bin`, new Uint8Array(6 * 1024 * 1024)),
  },
};

for (const [title, { code, prepare }] of Object.entries(UNLOADABLE)) {
  Deno.test(`${title} is ${code}, and costs only itself`, async () => {
    const project = await TempProject.create();
    await project.writePlugin("good");
    await project.writePlugin("bad");
    await prepare(project);
    const monitor = await Monitor.start(project);
    await monitor.untilReady();
    const bad = await monitor.plugin("bad");
    const told = bad?.last_error?.code ??
      monitor.logs.find(({ message }) => message.includes("/bad"))?.code;
    assert.equal(told, code, JSON.stringify(bad?.last_error ?? monitor.logs));
    assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    await monitor.stop();
    await project.remove();
  });
}
