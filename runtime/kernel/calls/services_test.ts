import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { Config } from "../../contract/config.ts";
import { makeLayout } from "../config/layout.ts";
import { createServices } from "./services.ts";
import { isRunning, until, withCommands } from "../process/child/testing_commands.ts";
import { withRoots } from "./facts/testing_roots.ts";

const CONFIG: Config["services"] = {
  facts: {
    procRoot: "/proc",
    sysRoot: "/sys",
    rootfs: "/",
    maxBytes: 1_000_000,
    timeout: 5_000,
    statfsTimeout: 5_000,
  },
  exec: { timeout: 5_000, maxOutputBytes: 1_000 },
  kmsg: { path: "/nowhere/kmsg" },
  docker: {
    labels: [],
    timeout: 1_000,
    maxBytes: 1_000_000,
    parallel: 2,
    idleTimeout: 60_000,
  },
  inventory: { timeout: 20_000, idleTimeout: 60_000 },
};

const CALLER = {
  name: "system",
  grant: {
    ...EMPTY_GRANT,
    facts: ["system:osInfo", "/proc/loadavg", "statfs:/"],
    exec: [{ command: "true", args: [] }, { command: "hang", args: [] }],
  },
};

function servicesWith(
  facts: Partial<Config["services"]["facts"]> = {},
  path = Deno.env.get("PATH") ?? "",
) {
  const env = { ...Deno.env.toObject(), PATH: path };
  const { denoPath, denoDir, projectDir } = makeLayout({ pluginsDir: "/x", stateDir: "/x", env });
  return createServices({
    config: { ...CONFIG, facts: { ...CONFIG.facts, ...facts } },
    denoPath,
    denoDir,
    projectDir,
    env,
    serviceWrapper: [],
  });
}

Deno.test("createServices asks systeminformation in a process of its own, once", async () => {
  const services = servicesWith();
  try {
    assert.deepEqual(services.processes(), []);
    const info = await services.call(CALLER, {
      service: "facts",
      method: "system",
      args: ["osInfo"],
    }) as Record<string, unknown>;
    assert.equal(info.platform, "linux");
    assert.ok(typeof info.kernel === "string" && info.kernel !== "");
    const names = Object.keys(info).join(" ");
    assert.doesNotMatch(names, /serial|uuid|hostname|fqdn|mac\b|ip[46]/i);
    assert.ok(!JSON.stringify(info).includes(`"${Deno.hostname()}"`));

    const [{ name, pid } = { name: "", pid: 0 }] = services.processes();
    assert.equal(name, "inventory");
    assert.ok(await isRunning(pid));
    services.close();
    assert.ok(await until(async () => !await isRunning(pid)));
    assert.deepEqual(services.processes(), []);
  } finally {
    services.close();
  }
});

Deno.test("createServices refuses a function that is not granted, and starts nothing", async () => {
  const services = servicesWith();
  for (
    const [name, code] of [
      ["users", "not_granted"],
      ["wifiNetworks", "not_granted"],
      ["__proto__", "bad_arguments"],
      ["osInfo()", "bad_arguments"],
    ] as const
  ) {
    await assert.rejects(
      services.call(CALLER, { service: "facts", method: "system", args: [name] }),
      { name: "CallError", code },
    );
  }
  assert.deepEqual(services.processes(), []);
});

Deno.test("createServices answers facts, statfs and exec without a process of its own", async () => {
  const services = servicesWith();
  assert.match(
    String(
      await services.call(CALLER, { service: "facts", method: "read", args: ["/proc/loadavg"] }),
    ),
    /^\d+\.\d+ /,
  );
  const { path } = await services.call(CALLER, {
    service: "facts",
    method: "statfs",
    args: ["/"],
  }) as { path: string };
  assert.equal(path, "/");
  const { code } = await services.call(CALLER, {
    service: "exec",
    method: "run",
    args: ["true", []],
  }) as { code: number };
  assert.equal(code, 0);
  assert.deepEqual(services.processes(), []);
});

Deno.test("createServices takes roots with an ending slash", async () => {
  await withRoots(async ({ dir, roots, write }) => {
    await write("/proc/loadavg", "0.1\n");
    const services = servicesWith({
      procRoot: `${roots.procRoot}/`,
      sysRoot: `${roots.sysRoot}//`,
      rootfs: `${dir}/`,
    });
    assert.equal(
      await services.call(CALLER, { service: "facts", method: "read", args: ["/proc/loadavg"] }),
      "0.1\n",
    );
    const { path } = await services.call(CALLER, {
      service: "facts",
      method: "statfs",
      args: ["/"],
    }) as { path: string };
    assert.equal(path, "/");
  });
});

Deno.test("createServices ends the commands that run when it closes, and starts no other", async () => {
  const body = 'echo $$ > "$0.pid"; exec sleep 60';
  await withCommands({ hang: body }, async (dir) => {
    const services = servicesWith({}, `${dir}:/usr/bin:/bin`);
    const running = services.call(CALLER, { service: "exec", method: "run", args: ["hang", []] });
    const lost = assert.rejects(running, { name: "CallError", code: "unavailable" });
    let pid = 0;
    assert.ok(
      await until(async () => {
        pid = Number(await Deno.readTextFile(`${dir}/hang.pid`).catch(() => ""));
        return pid > 0;
      }),
    );
    services.close();
    await lost;
    assert.ok(await until(async () => !await isRunning(pid)));
    await assert.rejects(
      services.call(CALLER, { service: "exec", method: "run", args: ["true", []] }),
      { code: "unavailable" },
    );
  });
});
