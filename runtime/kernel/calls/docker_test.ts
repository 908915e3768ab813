import assert from "node:assert/strict";
import { FakeEngine, makeId } from "../../../tests/support/fake_engine.ts";
import type { EngineFault } from "../../../tests/support/fake_engine.ts";
import { configSchema } from "../../contract/config.ts";
import type { DockerContainer } from "../../contract/docker.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { makeLayout } from "../config/layout.ts";
import type { Caller } from "./caller.ts";
import { createServices } from "./services.ts";
import type { Services } from "./services.ts";

const CALLER = { name: "docker", grant: { ...EMPTY_GRANT, docker: ["read"] } };

/** Asks the engine for a plugin. */
function ask(
  services: Services,
  caller: Caller,
  method: string,
  args: readonly unknown[],
): Promise<unknown> {
  return services.call(caller, { service: "docker", method, args });
}

async function withEngine(
  test: (services: Services, engine: FakeEngine) => Promise<void>,
  { count = 3, docker = {} }: { count?: number; docker?: Record<string, unknown> } = {},
): Promise<void> {
  const engine = await FakeEngine.start(count);
  const env = { ...Deno.env.toObject(), DOCKER_HOST: engine.host };
  const { denoPath, denoDir, projectDir } = makeLayout({ pluginsDir: "/x", stateDir: "/x", env });
  const services = createServices({
    config: configSchema.parse({ services: { docker } }).services,
    denoPath,
    denoDir,
    projectDir,
    env,
    serviceWrapper: [],
  });
  try {
    await test(services, engine);
  } finally {
    services.close();
    await engine.stop();
  }
}

Deno.test("Docker answers four questions through a process of its own, by GET alone", () =>
  withEngine(async (services, engine) => {
    const containers = await ask(services, CALLER, "containers", []) as DockerContainer[];
    assert.deepEqual(containers.map(({ name }) => name), engine.containers);
    const ids = containers.map(({ id }) => id);
    const details = await ask(services, CALLER, "details", [ids]) as Record<string, unknown>;
    assert.deepEqual(Object.keys(details).sort(), ids);
    assert.doesNotMatch(JSON.stringify(details), /hidden/);
    const stats = await ask(services, CALLER, "stats", [[...ids, makeId(999)]]) as Record<
      string,
      { failed?: string }
    >;
    assert.equal(stats[makeId(999)]?.failed, "not_found");
    assert.equal(stats[makeId(0)]?.failed, undefined);
    assert.deepEqual(await ask(services, CALLER, "engine", []), {
      name: "Docker",
      version: "29.0.1",
      apiVersion: "1.52",
      storageDriver: "overlayfs",
      cgroupVersion: "2",
    });
    assert(engine.asked.every((line) => line.startsWith("GET ")), engine.asked.join("\n"));
    assert(
      engine.asked.includes(`GET /v1.52/containers/${makeId(0)}/stats?stream=false&one-shot=true`),
    );
    assert.deepEqual(services.processes().map(({ name }) => name), ["docker"]);
  }));

Deno.test("Docker refuses whoever was not granted it, and what it does not know", () =>
  withEngine(async (services, engine) => {
    const other = { name: "other", grant: EMPTY_GRANT };
    await assert.rejects(ask(services, other, "containers", []), {
      code: "not_granted",
      message: /add "docker: read" to permissions in plugins\/other\/plugin\.yaml/,
    });
    const cases: [string, unknown[], string][] = [
      ["logs", [], "unknown_method"],
      ["constructor", [], "unknown_method"],
      ["containers", [{ all: true }], "bad_arguments"],
      ["details", [], "bad_arguments"],
      ["details", [["../x"]], "bad_arguments"],
    ];
    for (const [method, args, code] of cases) {
      await assert.rejects(ask(services, CALLER, method, args), { code }, method);
    }
    assert.deepEqual(engine.asked, []);
  }));

const FAULTS: Record<Exclude<EngineFault, "objects">, string> = {
  hang: "timed_out",
  stall: "timed_out",
  server_error: "failed",
  forbidden: "access_denied",
  no_json: "failed",
  huge: "too_large",
  endless_error: "failed",
  redirect: "failed",
};
for (const [kind, code] of Object.entries(FAULTS) as [keyof typeof FAULTS, string][]) {
  Deno.test(`Docker says ${code} of an engine whose answers ${kind}, and recovers`, () =>
    withEngine(async (services, engine) => {
      engine.fault = { words: "/containers/json", kind };
      await assert.rejects(ask(services, CALLER, "containers", []), (error: Error) => {
        assert.equal("code" in error && error.code, code, error.message);
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      });
      engine.fault = undefined;
      assert.equal((await ask(services, CALLER, "containers", []) as unknown[]).length, 3);
      assert(engine.asked.every((line) => !line.includes("archive")), engine.asked.join("\n"));
    }, { docker: { timeout: "500ms", maxBytes: "1MiB" } }));
}

Deno.test("Docker lets a hanging container cost its own answer", () =>
  withEngine(async (services, engine) => {
    engine.fault = { words: `${makeId(1)}/stats`, kind: "hang" };
    const ids = [makeId(0), makeId(1), makeId(2)];
    const stats = await ask(services, CALLER, "stats", [ids]) as Record<string, object>;
    assert.deepEqual(stats[makeId(1)], { failed: "timed_out" });
    assert("cpu_stats" in (stats[makeId(2)] ?? {}));
  }, { docker: { timeout: "500ms" } }));

Deno.test("Docker lets an error that never ends cost one container its answer", () =>
  withEngine(async (services, engine) => {
    engine.fault = { words: `${makeId(1)}/stats`, kind: "endless_error" };
    const ids = [makeId(0), makeId(1), makeId(2)];
    const stats = await ask(services, CALLER, "stats", [ids]) as Record<string, object>;
    assert.deepEqual(stats[makeId(1)], { failed: "failed" });
    assert("cpu_stats" in (stats[makeId(2)] ?? {}));
  }, { docker: { timeout: "500ms" } }));

Deno.test("Docker asks for a hidden version once, not with each container", () =>
  withEngine(async (services, engine) => {
    engine.hasPing = false;
    engine.fault = { words: "/version", kind: "forbidden" };
    const ids = Array.from({ length: 30 }, (_, index) => makeId(index));
    await ask(services, CALLER, "stats", [ids]);
    assert.equal(engine.asked.filter((line) => line.endsWith("/version")).length, 1);
  }, { count: 30 }));

Deno.test("Docker speaks the engine's version, also after another engine took its place", () =>
  withEngine(async (services, engine) => {
    engine.apiVersion = "1.44";
    await ask(services, CALLER, "containers", []);
    assert.equal(engine.asked.at(-1), "GET /v1.44/containers/json?all=true");
    engine.apiVersion = "1.41";
    await assert.rejects(ask(services, CALLER, "containers", []), { code: "failed" });
    await ask(services, CALLER, "containers", []);
    assert.equal(engine.asked.at(-1), "GET /v1.41/containers/json?all=true");
  }));

Deno.test("Docker does not wait for a version that takes long: the engine's ping tells it", () =>
  withEngine(async (services, engine) => {
    engine.fault = { words: "/version", kind: "hang" };
    assert.equal((await ask(services, CALLER, "containers", []) as unknown[]).length, 3);
    assert.equal(engine.asked.at(-1), "GET /v1.52/containers/json?all=true");
    assert(!engine.asked.some((line) => line.endsWith("/version")));
    const { apiVersion, storageDriver } = await ask(services, CALLER, "engine", []) as {
      apiVersion: string;
      storageDriver: string;
    };
    assert.deepEqual([apiVersion, storageDriver], ["1.52", "overlayfs"]);
  }, { docker: { timeout: "500ms" } }));

Deno.test("Docker tells what the engine keeps on its disk", () =>
  withEngine(async (services) => {
    const { images, containerBytes } = await ask(services, CALLER, "diskUsage", []) as {
      images: unknown;
      containerBytes: Record<string, number>;
    };
    assert.deepEqual(images, { count: 1, bytes: 100 });
    assert.equal(containerBytes[makeId(1)], 5);
    const refused = { ...CALLER, grant: { ...CALLER.grant, docker: [] } };
    await assert.rejects(ask(services, refused, "diskUsage", []), { code: "not_granted" });
  }));

Deno.test("Docker works behind a proxy that keeps version and info to itself", () =>
  withEngine(async (services, engine) => {
    engine.hasPing = false;
    engine.fault = { words: "/version", kind: "forbidden" };
    assert.equal((await ask(services, CALLER, "containers", []) as unknown[]).length, 3);
    assert.equal(engine.asked.at(-1), "GET /containers/json?all=true");
    engine.fault = { words: "/info", kind: "forbidden" };
    const { storageDriver } = await ask(services, CALLER, "engine", []) as {
      storageDriver: string;
    };
    assert.equal(storageDriver, "");
  }));

Deno.test("Docker asks about 300 containers in one call", () =>
  withEngine(async (services) => {
    const ids = Array.from({ length: 300 }, (_, index) => makeId(index));
    const stats = await ask(services, CALLER, "stats", [ids]) as Record<string, object>;
    assert.equal(Object.values(stats).filter((one) => "cpu_stats" in one).length, 300);
  }, { count: 300 }));
