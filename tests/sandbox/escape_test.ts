/** Items 2-4, 9-17, 19, 21-28, 30, 31, 33-40, 43-46 of the list of attacks: what a plugin may reach. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import type { Monitor } from "../support/monitor.ts";
import {
  isRunning,
  until,
  withCommands,
} from "../../runtime/kernel/process/child/testing_commands.ts";
import { readReached } from "./bad_plugins.ts";
import { underAttack } from "./under_attack.ts";

const ENV = { SECRET_OF_TEST: "canary", DOCKER_HOST: "unix:///var/run/docker.sock" };

/** Waits for the attempts of a plugin: none but its controls may have reached anything. */
async function nothingReached(monitor: Monitor, name: string, atLeast: number): Promise<void> {
  const reached = await eventually(`${name} has made its attempts`, async () => {
    const map = readReached(await monitor.metrics(), name);
    const plugin = await monitor.plugin(name);
    if (plugin?.last_error) throw new Error(JSON.stringify([plugin.last_error, monitor.logs]));
    return map.size > 0 && map;
  });
  // What was granted has to work, or the refusals would prove nothing.
  const wrong = [...reached].filter(([attempt, value]) =>
    value !== (attempt.startsWith("control") ? 1 : 0)
  );
  assert.deepEqual(wrong, []);
  assert.ok(reached.size >= atLeast, `${reached.size} attempts were made`);
}

const PROJECT_ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** Plugins, the items that they try, and how many attempts each makes at least. */
const CURIOUS: Record<string, { items: string; atLeast: number }> = {
  reads_files: { items: "2-4, 11-13, 15-17", atLeast: 35 },
  fetches_code: { items: "9, 10, 19", atLeast: 8 },
  reads_environment: { items: "21, 23, 24, 46", atLeast: 15 },
  runs_programs: { items: "25, 36, 37, 40, 44, 45", atLeast: 20 },
};

for (const [name, { items, atLeast }] of Object.entries(CURIOUS)) {
  Deno.test(`items ${items}: ${name} reaches nothing`, async () => {
    await underAttack([name], (monitor) => nothingReached(monitor, name, atLeast), {
      env: ENV,
      placeholders: { PROJECT_ROOT },
    });
  });
}

Deno.test("items 26-28, 30, 31, 33-35, 43: reaches_network reaches what was granted, under no other name", async () => {
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
  const ownPort = freePort();
  const placeholders = {
    SECRET_PORT: `${secret.addr.port}`,
    OWN_PORT: `${ownPort}`,
    PORT: `${granted.addr.port}`,
  };
  try {
    await underAttack(
      ["reaches_network"],
      (monitor) => nothingReached(monitor, "reaches_network", 27),
      { env: ENV, placeholders, config: { server: { port: ownPort } } },
    );
  } finally {
    await Promise.all([secret.shutdown(), granted.shutdown()]);
  }
});

Deno.test("items 14, 38: crafted calls of calls_services get nothing that was not granted", async () => {
  await underAttack(["calls_services"], async (monitor) => {
    await nothingReached(monitor, "calls_services", 50);
    const refused = /service_calls_total\{.*outcome="not_granted"\} \d+/;
    await eventually("refusals are counted", async () => refused.test(await monitor.metrics()));
  }, {
    env: ENV,
    config: { policy: { free: { facts: ["/proc/loadavg", "statfs:/tmp"], exec: ["printf"] } } },
  });
});

Deno.test("items 22, 39: what runs_granted_commands may run tells no secret and leaves no child", async () => {
  const scripts = {
    tell_environment: "env",
    leave_a_child: 'sleep 60 & echo $! > "$(dirname "$0")/child"; echo left',
  };
  await withCommands(scripts, async (dir) => {
    await underAttack(["runs_granted_commands"], async (monitor) => {
      await nothingReached(monitor, "runs_granted_commands", 4);
      const child = Number(await Deno.readTextFile(`${dir}/child`));
      assert.ok(await until(async () => !await isRunning(child)), `${child} still runs`);
    }, {
      config: { policy: { free: { exec: Object.keys(scripts) } } },
      env: { ...ENV, PATH: `${dir}:${Deno.env.get("PATH")}` },
    });
  });
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
