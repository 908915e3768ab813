/** The files of a fleet: as hard as the stack's, and taken by the programs that read them. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { readInventory } from "../../runtime/cli/fleet/read_inventory.ts";
import { z } from "../../runtime/contract/zod.ts";
import { REPO } from "../repo/source_files.ts";
import { needs, run } from "../support/tools.ts";
import { readComposeFile } from "./model/compose_file.ts";
import type { ComposeFile, Service } from "./model/compose_file.ts";
import { serviceFaults } from "./model/policy.ts";

const COMPOSE = `${REPO}/compose`;
const FLEET = `${COMPOSE}/fleet`;
/** Files with the services that each adds; what else stands there changes one of the stack. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  "compose.fleet.yaml": ["fleet-sd", "gate"],
  "compose.victoria.yaml": ["vmalert"],
  "compose.agent.yaml": ["agent"],
  "compose.vmagent.yaml": [],
};
/** The services that files change, with the keys. */
const CHANGED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "compose.fleet.yaml": { prometheus: ["command", "mem_limit", "networks", "volumes"] },
  "compose.victoria.yaml": {
    preflight: ["volumes"],
    prometheus: ["command", "healthcheck", "image", "volumes"],
  },
  "compose.agent.yaml": { preflight: ["volumes"] },
  "compose.vmagent.yaml": {
    agent: ["command", "healthcheck", "image", "volumes"],
    preflight: ["volumes"],
  },
};
const HARDENING = [
  ...["read_only", "cap_drop", "security_opt", "restart", "init", "pids_limit", "mem_limit"],
  ...["tmpfs", "logging", "stop_grace_period", "user", "healthcheck", "depends_on", "networks"],
] as const;
const SCRAPES = z.object({
  scrape_configs: z.array(z.looseObject({
    job_name: z.string(),
    sample_limit: z.int(),
    static_configs: z.array(z.object({ targets: z.array(z.string()) })).optional(),
  })),
});

const AGENT = z.looseObject({
  global: z.looseObject({}),
  scrape_configs: z.array(z.looseObject({
    job_name: z.string(),
    static_configs: z.array(z.looseObject({})),
  })),
  remote_write: z.array(z.object({
    url: z.string(),
    basic_auth: z.object({ username: z.string(), password_file: z.string() }),
  })).optional(),
});

/** The services that a file adds, as a file of their own. */
async function addedBy(name: string): Promise<Pick<ComposeFile, "services" | "x-images">> {
  const file = await readComposeFile(name);
  const own = Object.entries(file.services).filter(([service]) => ADDED[name]?.includes(service));
  assert.equal(own.length, ADDED[name]?.length, name);
  return { services: Object.fromEntries(own), "x-images": file["x-images"] };
}

Deno.test("what a fleet adds to the stack is as hard as the stack", async () => {
  for (const name of Object.keys(ADDED)) {
    const file = await addedBy(name);
    assert.deepEqual(serviceFaults(file), [], name);
    for (const [service, model] of Object.entries(file.services)) {
      for (const key of HARDENING) {
        const { [key]: _gone, ...rest } = model;
        const softer = { services: { [service]: rest as Service } };
        assert.notDeepEqual(serviceFaults(softer), [], `${service} without ${key}`);
      }
    }
    const { services } = await readComposeFile(name);
    const changed = Object.entries(services).filter(([service]) => !(service in file.services))
      .map(([service, keys]) => [service, Object.keys(keys).sort()]);
    assert.deepEqual(Object.fromEntries(changed), CHANGED[name], name);
  }
});

Deno.test("images that two files name are the same", async () => {
  const { "x-images": known } = await readComposeFile("compose.yaml");
  for (const name of Object.keys(ADDED)) {
    const { "x-images": images = {} } = await readComposeFile(name);
    for (const [image, text] of Object.entries(images)) {
      assert(known?.[image] === undefined || known[image] === text, `${name}: ${image}`);
    }
  }
});

Deno.test("the gate takes writes and answers no query, and asks who writes", async () => {
  const { services } = await readComposeFile("compose.fleet.yaml");
  const words = services.gate?.command ?? [];
  assert(words.includes("-auth.config=/run/secrets/gate-users"));
  // Without it anybody who reaches the gate could read its metrics and profile it.
  assert(words.includes("-httpInternalListenAddr=127.0.0.1:8426"));
  assert.equal(services.gate?.volumes, undefined, "it keeps nothing");
  assert.deepEqual(services.gate?.profiles, ["agents"]);
  const store = services.prometheus?.command ?? [];
  assert(store.includes("--web.enable-remote-write-receiver"));
  assert(!store.some((word) => /enable-(?:lifecycle|admin-api)/.test(word)));
});

Deno.test("VictoriaMetrics asks whom Prometheus asks, and each of them is a service", async () => {
  const read = async (path: string) => SCRAPES.parse(parse(await Deno.readTextFile(path)));
  const { scrape_configs: jobs } = await read(`${FLEET}/prometheus/prometheus.yml`);
  const its = (await read(`${FLEET}/victoria/scrape.yml`)).scrape_configs;
  assert.deepEqual(its, jobs.map(withoutItsFlags));
  const known = {
    ...(await readComposeFile("compose.yaml")).services,
    ...(await readComposeFile("compose.fleet.yaml")).services,
  };
  const targets = jobs.flatMap(({ static_configs: configs }) => configs ?? [])
    .flatMap((config) => config.targets);
  assert(targets.length >= 7);
  for (const target of targets) {
    const [host = ""] = target.split(":");
    assert(host === "127.0.0.1" || host in known, target);
  }
});

Deno.test("vmagent asks whom the agent asks, and sends as it does", async () => {
  const read = async (path: string) => AGENT.parse(parse(await Deno.readTextFile(path)));
  const agent = await read(`${FLEET}/agent/prometheus.yml`);
  const its = await read(`${FLEET}/vmagent/prometheus.yml`);
  assert.deepEqual(its.global, agent.global);
  const jobs = (all: typeof agent) =>
    all.scrape_configs.map(({ job_name: name, static_configs: configs }) => [name, configs]);
  assert.deepEqual(jobs(its), jobs(agent));
  const { services } = await readComposeFile("compose.vmagent.yaml");
  const [write] = agent.remote_write ?? [];
  const words = services.agent?.command ?? [];
  for (
    const word of [
      `-remoteWrite.url=\${GATE_URL:-${write?.url}}`,
      `-remoteWrite.basicAuth.username=\${GATE_USER:-${write?.basic_auth.username}}`,
      `-remoteWrite.basicAuth.passwordFile=${write?.basic_auth.password_file}`,
    ]
  ) assert(words.includes(word), word);
});

Deno.test("an agent keeps what it cannot send for a day", async () => {
  const words = (await readComposeFile("compose.agent.yaml")).services.agent?.command ?? [];
  // What is older than half of the second one may be dropped: docs/fleet.md.
  assert(words.includes("--storage.agent.retention.max-time=24h"));
  assert(words.includes("--storage.agent.wal-truncate-frequency=48h"));
});

Deno.test("the list of machines that is there to be changed is one", async () => {
  const inventory = await readInventory("inventory/fleet.yaml", FLEET);
  assert.deepEqual(inventory.hosts.map(({ instance }) => instance), ["gpu-1", "gpu-2"]);
});

/** Limits that VictoriaMetrics has as flags, for all jobs. */
const FLAGS = /^(?:body_size_limit|label_\w*limit|refresh_interval)$/;

function withoutItsFlags(job: unknown): unknown {
  return JSON.parse(JSON.stringify(job, (key, value) => FLAGS.test(key) ? undefined : value));
}

/** Files that promtool takes, with its flags; paths that are those of a container are put here. */
const CONFIGS: readonly (readonly [file: string, ...flags: string[]])[] = [
  ["prometheus/prometheus.yml"],
  ["agent/prometheus.yml", "--agent"],
];

Deno.test({
  name: "Prometheus takes the configurations of the centre and the agent",
  ignore: needs("promtool", "prometheus"),
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/gate-token`, "secret\n");
      for (const [file, ...flags] of CONFIGS) {
        const text = (await Deno.readTextFile(`${FLEET}/${file}`))
          .replace("/etc/prometheus-rules", `${REPO}/dashboards/rules`)
          .replace("/run/secrets/gate-token", `${dir}/gate-token`);
        await Deno.writeTextFile(`${dir}/prometheus.yml`, text);
        const args = ["check", "config", ...flags, `${dir}/prometheus.yml`];
        const { code, output } = await run("promtool", args);
        assert.equal(code, 0, `${file}: ${output}`);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test({
  name: "VictoriaMetrics takes its configuration, with nothing in it that it does not know",
  ignore: needs("victoria-metrics", "victoria-metrics"),
  fn: async () => {
    const dry = (file: string) =>
      run("victoria-metrics", [
        ...["-dryRun", `-promscrape.config=${file}`, "-promscrape.config.strictParse=true"],
      ]);
    const { code, output } = await dry(`${FLEET}/victoria/scrape.yml`);
    assert.equal(code, 0, output);
    // It is strict: what Prometheus has besides is refused.
    assert.notEqual((await dry(`${FLEET}/prometheus/prometheus.yml`)).code, 0);
  },
});

Deno.test({
  name: "vmagent takes its configuration, with nothing in it that it does not know",
  ignore: needs("vmagent", "victoria-metrics"),
  fn: async () => {
    const dry = (file: string) =>
      run("vmagent", [
        ...["-dryRun", `-promscrape.config=${file}`, "-promscrape.config.strictParse=true"],
        "-remoteWrite.url=http://127.0.0.1:1/api/v1/write",
      ]);
    const { code, output } = await dry(`${FLEET}/vmagent/prometheus.yml`);
    assert.equal(code, 0, output);
    assert.notEqual((await dry(`${FLEET}/agent/prometheus.yml`)).code, 0);
  },
});

Deno.test({
  name: "vmalert takes the rules",
  ignore: needs("vmalert", "victoria-metrics"),
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      for await (const { name } of Deno.readDir(`${REPO}/dashboards/rules`)) {
        const text = await Deno.readTextFile(`${REPO}/dashboards/rules/${name}`);
        // Debian's is older than this field.
        const known = text.replaceAll(/^ +keep_firing_for: .*\n/gm, "");
        await Deno.writeTextFile(`${dir}/${name}`, known);
      }
      const { code, output } = await run("vmalert", ["-dryRun", `-rule=${dir}/*.yml`]);
      assert.equal(code, 0, output);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
