/** Checks that what the stack's files name is there, and is read by the programs that read it. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { alertmanagerConfig } from "../../compose/src/alertmanager_config.ts";
import type { Receiver } from "../../compose/src/settings.ts";
import { z } from "../../runtime/contract/zod.ts";
import { REPO } from "../repo/source_files.ts";
import { needs, run } from "../support/tools.ts";
import { composeFileNames, readComposeFile } from "./model/compose_file.ts";

const COMPOSE = `${REPO}/compose`;
const read = (path: string) => Deno.readTextFile(`${COMPOSE}/${path}`);
const yaml = async <T>(path: string, shape: z.ZodType<T>) => shape.parse(parse(await read(path)));

const SCRAPES = z.object({
  scrape_configs: z.array(z.object({
    job_name: z.string(),
    sample_limit: z.int(),
    static_configs: z.array(z.object({ targets: z.array(z.string()) })).optional(),
  })),
  alerting: z.object({
    alertmanagers: z.array(
      z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
    ),
  }),
});
const SOURCES = z.object({
  datasources: z.array(
    z.object({ uid: z.string(), type: z.string(), url: z.string(), editable: z.literal(false) }),
  ),
});

Deno.test("every folder and file of ours that is mounted is there", async () => {
  let seen = 0;
  for (const name of await composeFileNames()) {
    const { services } = await readComposeFile(name);
    for (const volume of Object.values(services).flatMap(({ volumes }) => volumes ?? [])) {
      const source = /^(?:\$\{\w+:-)?(\.{1,2}\/[^:}]+)/.exec(volume)?.[1];
      if (source === undefined) continue;
      await Deno.stat(`${COMPOSE}/${source}`);
      seen++;
    }
  }
  assert(seen >= 8, `${seen} mounts`);
});

Deno.test("every named volume is declared, and every declared one is used", async () => {
  const { services, volumes } = await readComposeFile("compose.yaml");
  const used = Object.values(services).flatMap((service) => service.volumes ?? [])
    .flatMap((volume) => /^(?:\$\{\w+:-)?([a-z][a-z-]+)\}?:/.exec(volume)?.[1] ?? []);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(volumes ?? {}).sort());
});

Deno.test({
  name: "Prometheus takes its configuration and our rules",
  ignore: needs("promtool", "prometheus"),
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      const text = (await read("prometheus/prometheus.yml"))
        .replace("/etc/prometheus-rules", `${REPO}/dashboards/rules`)
        .replace("/etc/prometheus/targets", `${COMPOSE}/prometheus/targets`);
      await Deno.writeTextFile(`${dir}/prometheus.yml`, text);
      const { code, output } = await run("promtool", ["check", "config", `${dir}/prometheus.yml`]);
      assert.equal(code, 0, output);
      assert.match(output, /rules found/);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test("Prometheus reads every service that tells of itself, where it listens", async () => {
  const { scrape_configs: jobs, alerting } = await yaml("prometheus/prometheus.yml", SCRAPES);
  const { services } = await readComposeFile("compose.yaml");
  const told = jobs.map(({ job_name: name }) => name === "llm-monitor" ? "runtime" : name);
  const silent = ["preflight", "docker-proxy"];
  const wanted = Object.keys(services).filter((name) => !silent.includes(name));
  assert.deepEqual(told.sort(), wanted.sort());
  const targets = jobs.flatMap(({ static_configs: configs }) => configs ?? [])
    .concat(alerting.alertmanagers.flatMap(({ static_configs: configs }) => configs))
    .flatMap(({ targets }) => targets);
  for (const target of targets) {
    const [host = ""] = target.split(":");
    assert(host === "127.0.0.1" || host in services, target);
  }
});

const RECEIVERS: readonly Receiver[] = [
  { kind: "none" },
  { kind: "webhook", url: "https://example.org/hook?token='\"{}" },
  { kind: "slack", url: "https://hooks.slack.com/services/x", channel: "#alerts" },
  {
    ...{ kind: "email", from: "a@example.org", to: "b@example.org" },
    ...{ smarthost: "mail.example.org:587", username: "u", password: "'\"\\: #" },
  },
];

Deno.test({
  name: "Alertmanager takes what preflight writes, whatever people write into secrets",
  ignore: needs("amtool", "prometheus-alertmanager"),
  fn: async () => {
    for (const receiver of RECEIVERS) {
      const file = await Deno.makeTempFile({ suffix: ".yml" });
      try {
        await Deno.writeTextFile(file, alertmanagerConfig(receiver));
        const { code, output } = await run("amtool", ["check-config", file]);
        assert.equal(code, 0, `${receiver.kind}: ${output}`);
      } finally {
        await Deno.remove(file);
      }
    }
  },
});

const PLACES = ["job", "rack", "instance"];

Deno.test("a machine that is lost silences its parts, by an alert that exists", async () => {
  const config = z.object({
    inhibit_rules: z.array(
      z.object({ source_matchers: z.array(z.string()), equal: z.array(z.string()) }),
    ),
    route: z.object({ routes: z.array(z.object({ matchers: z.array(z.string()) })) }),
  }).parse(JSON.parse(alertmanagerConfig({ kind: "none" })));
  // Without a place in common, one loss would silence all others.
  assert(config.inhibit_rules.every(({ equal }) => equal.some((label) => PLACES.includes(label))));
  const matchers = [
    ...config.inhibit_rules.flatMap(({ source_matchers: matchers }) => matchers),
    ...config.route.routes.flatMap(({ matchers }) => matchers),
  ];
  const names = matchers.flatMap((text) => /^alertname="(\w+)"$/.exec(text)?.[1] ?? []);
  assert.equal(names.length, 4);
  const rules = await Promise.all(
    (await Array.fromAsync(Deno.readDir(`${REPO}/dashboards/rules`))).map(({ name }) =>
      Deno.readTextFile(`${REPO}/dashboards/rules/${name}`)
    ),
  );
  for (const name of names) assert(rules.join("\n").includes(`alert: ${name}\n`), name);
});

Deno.test("Grafana's sources have the names that boards go by, and lead to services", async () => {
  const { datasources } = await yaml("grafana/provisioning/datasources/datasources.yml", SOURCES);
  assert.deepEqual(
    datasources.map(({ uid, type, url }) => [uid, type, url]),
    [
      ["prometheus", "prometheus", "http://prometheus:9090"],
      ["loki", "loki", "http://loki:3100"],
      ["alertmanager", "alertmanager", "http://alertmanager:9093"],
    ],
  );
  const known = new Set<unknown>([
    "-- Grafana --",
    "grafana",
    ...datasources.map(({ uid }) => uid),
  ]);
  let boards = 0;
  for await (const { name } of Deno.readDir(`${REPO}/dashboards/boards`)) {
    if (!name.endsWith(".json")) continue;
    const text = await Deno.readTextFile(`${REPO}/dashboards/boards/${name}`);
    for (const [, uid = ""] of text.matchAll(/"datasource": \{[^}]*"uid": "([^"]+)"/g)) {
      assert(uid.startsWith("${") || known.has(uid), `${name} asks ${uid}`);
    }
    boards++;
  }
  assert(boards > 0, "no boards were found");
});

Deno.test("the boards are looked for where compose.yaml mounts them", async () => {
  const { services } = await readComposeFile("compose.yaml");
  const text = await read("grafana/provisioning/dashboards/boards.yml");
  const path = /path: (\S+)/.exec(text)?.[1] ?? "";
  assert(services.grafana?.volumes?.includes(`../dashboards/boards:${path.replace(" }", "")}:ro`));
});

Deno.test("Alloy asks Docker at the proxy alone, both times, and writes to Loki", async () => {
  const text = (await read("alloy/config.alloy")).replaceAll(/^\s*\/\/.*$/gm, "");
  const hosts = [...text.matchAll(/\bhost\s*=\s*"([^"]+)"/g)].map(([, host]) => host);
  assert.deepEqual(hosts, ["tcp://docker-proxy:2375", "tcp://docker-proxy:2375"]);
  assert.match(text, /url = "http:\/\/loki:3100\/loki\/api\/v1\/push"/);
  assert.doesNotMatch(text, /docker\.sock|^\s*#/m);
  const labels = [...text.matchAll(/target_label\s*=\s*"(\w+)"/g)].map(([, label]) => label);
  assert.deepEqual(labels, ["container", "compose_project", "compose_service"]);
});

/** Go's expressions of Alloy, as JavaScript reads them. */
async function replacements(): Promise<RegExp[]> {
  const text = await read("alloy/config.alloy");
  const stages = text.matchAll(/stage\.replace \{\s*expression = ("(?:[^"\\]|\\.)*")/g);
  return [...stages].map(([, literal = ""]) => {
    const source = z.string().parse(JSON.parse(literal));
    return new RegExp(source.replace(/^\(\?i\)/, ""), source.startsWith("(?i)") ? "gi" : "g");
  });
}

Deno.test("Alloy takes out of lines what looks like a secret, and leaves the rest", async () => {
  const rules = await replacements();
  const clean = (line: string) =>
    rules.reduce(
      (text, rule) =>
        text.replaceAll(rule, (all, secret: string) => all.replace(secret, "[removed]")),
      line,
    );
  const secrets = [
    ["Authorization: Bearer abcdef.123456", "abcdef.123456"],
    ['{"api_key": "0123456789"}', "0123456789"],
    ["login password=hunter22 ok", "hunter22"],
    ["using hf_abcdefghijklmnopqrst now", "hf_abcdefghijklmnopqrst"],
    ["key sk-abcdefghijklmnopqrst", "sk-abcdefghijklmnopqrst"],
    ["curl -H 'bearer abcdefgh12'", "abcdefgh12"],
  ] as const;
  for (const [line, secret] of secrets) {
    assert(!clean(line).includes(secret), `${line} -> ${clean(line)}`);
    assert(clean(line).includes("[removed]"), line);
  }
  for (const line of ["POST /v1/completions 200", "tokens: 512, prompt: 64", "ask for a-key"]) {
    assert.equal(clean(line), line);
  }
});

Deno.test("Loki deletes what is old, asks nobody outside, and bounds its labels", async () => {
  const config = await yaml(
    "loki/loki.yaml",
    z.object({
      analytics: z.object({ reporting_enabled: z.literal(false) }),
      compactor: z.object({
        retention_enabled: z.literal(true),
        delete_request_store: z.literal("filesystem"),
        working_directory: z.string().startsWith("/loki/"),
      }),
      limits_config: z.object({ max_label_names_per_series: z.int().max(15) }),
    }),
  );
  assert.equal(config.compactor.retention_enabled, true);
});

Deno.test("every module that the image runs is there", async () => {
  const files = ["compose/Dockerfile", "docs/deploy.md", "tests/compose/bring_up_test.ts"];
  const names = (await composeFileNames()).map((name) => `compose/${name}`);
  for (const file of [...files, ...names]) {
    const text = await Deno.readTextFile(`${REPO}/${file}`);
    const modules = text.matchAll(/(?<![./\w*])(?:runtime|mock|compose\/src)\/[\w/]+\.ts/g);
    for (const [module] of modules) await Deno.stat(`${REPO}/${module}`);
  }
});

Deno.test("the Dockerfile has the base of compose.yaml, the version and the flags of start", async () => {
  const text = await read("Dockerfile");
  const { "x-images": images } = await readComposeFile("compose.yaml");
  assert.equal(
    images?.deno,
    `\${DENO_IMAGE:-${/^ARG DENO_IMAGE=(\S+)$/m.exec(text)?.[1]}}`,
  );
  const config = z.object({ version: z.string(), tasks: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`)));
  assert.equal(/^ARG VERSION=(\S+)$/m.exec(text)?.[1], config.version);
  assert.equal(images?.runtime, `\${RUNTIME_IMAGE:-llm-monitor:${config.version}}`);
  const json = (name: string) =>
    z.array(z.string()).parse(
      JSON.parse(new RegExp(`^${name} (\\[.*\\])$`, "m").exec(text)?.[1] ?? ""),
    );
  const allocator = [...text.matchAll(/\bMALLOC_\w+=\S+/g)].map(([setting]) => setting);
  const command = [...allocator, ...json("ENTRYPOINT"), ...json("CMD")].join(" ");
  assert.equal(command, config.tasks.start);
  assert.match(text, /^USER [1-9]/m);
});
