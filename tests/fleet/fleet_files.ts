/** The files of compose/fleet as they are, but for addresses and for times, which a test has less of. */
import { parse } from "yaml";
import { alertmanagerConfig } from "../../compose/src/alertmanager_config.ts";
import { z } from "../../runtime/contract/zod.ts";
import { REPO } from "../repo/source_files.ts";
import { RULE_NAMES } from "../dashboards/promtool.ts";
import { GATE_LOGIN } from "./gate_login.ts";

const FLEET = `${REPO}/compose/fleet`;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const CONFIG = z.looseObject({
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })).default([]),
});

/** The times of a test. */
export interface Pace {
  readonly scrape: string;
  readonly evaluation: string;
  /** Alerts and notifications wait so many times less long. */
  readonly faster: number;
}

/** Writes the centre's Prometheus' configuration and rules into a folder. */
export async function writeCentre(
  dir: string,
  { scrape, evaluation, faster }: Pace,
  to: {
    readonly sd: string;
    readonly alertmanager?: string;
    readonly remoteWrite?: string;
  },
): Promise<string> {
  const config = await readConfig("prometheus/prometheus.yml");
  const [hosts] = config.scrape_configs;
  await Deno.mkdir(`${dir}/rules`, { recursive: true });
  for (const name of RULE_NAMES) {
    const text = await Deno.readTextFile(`${REPO}/dashboards/rules/${name}.yml`);
    await Deno.writeTextFile(
      `${dir}/rules/${name}.yml`,
      faster === 1 ? text : hasten(text, faster),
    );
  }
  return await writeJson(`${dir}/prometheus.yml`, {
    ...config,
    global: { scrape_interval: scrape, scrape_timeout: scrape, evaluation_interval: evaluation },
    rule_files: [`${dir}/rules/*.yml`],
    alerting: to.alertmanager === undefined
      ? {}
      : { alertmanagers: [{ static_configs: [{ targets: [to.alertmanager] }] }] },
    scrape_configs: [{
      ...hosts,
      http_sd_configs: [{ url: to.sd, refresh_interval: scrape }],
    }],
    ...to.remoteWrite === undefined ? {} : { remote_write: [{ url: to.remoteWrite }] },
  });
}

/** Writes who may pass the gate, as docs/deploy.md has it, with another centre and another token. */
export async function writeGate(dir: string, centre: string): Promise<string> {
  const page = await Deno.readTextFile(`${REPO}/docs/deploy.md`);
  const [, users = ""] = /<<END\n(users:[\s\S]*?)\nEND/.exec(page) ?? [];
  const own = users.replace("$(cat token)", GATE_LOGIN.token)
    .replace("http://prometheus:9090", centre);
  if (!own.includes(centre)) throw new Error("docs/deploy.md does not say who may pass the gate");
  const file = `${dir}/gate-users`;
  await Deno.writeTextFile(file, `${own}\n`);
  return file;
}

/** Writes the configuration of the agent beside one host. */
export async function writeAgent(
  dir: string,
  scrape: string,
  { gate, target, path, token }: {
    readonly gate: string;
    readonly target: string;
    readonly path: string;
    readonly token: string;
  },
): Promise<string> {
  const config = await readConfig("agent/prometheus.yml");
  const { global, remote_write: [write] } = z.looseObject({
    global: z.looseObject({}),
    remote_write: z.tuple([z.looseObject({ basic_auth: z.looseObject({}) })]),
  }).parse(config);
  const [monitor] = z.array(z.looseObject({
    static_configs: z.tuple([z.looseObject({})]),
  })).parse(config.scrape_configs);
  await Deno.writeTextFile(`${dir}/gate-token`, token);
  return await writeJson(`${dir}/agent.yml`, {
    ...config,
    global: { ...global, scrape_interval: scrape, scrape_timeout: scrape },
    scrape_configs: [{
      ...monitor,
      metrics_path: path,
      static_configs: [{ ...monitor?.static_configs[0], targets: [target] }],
    }],
    remote_write: [{
      ...write,
      url: `${gate}/api/v1/write`,
      basic_auth: { ...write.basic_auth, password_file: `${dir}/gate-token` },
    }],
  });
}

/** Writes the configuration of vmagent beside one host. */
export async function writeVmagent(
  dir: string,
  scrape: string,
  { target, token }: { readonly target: string; readonly token: string },
): Promise<string> {
  const config = await readConfig("vmagent/prometheus.yml");
  const { global } = z.looseObject({ global: z.looseObject({}) }).parse(config);
  const [monitor] = z.array(z.looseObject({
    static_configs: z.tuple([z.looseObject({})]),
  })).parse(config.scrape_configs);
  await Deno.writeTextFile(`${dir}/gate-token`, token);
  return await writeJson(`${dir}/vmagent.yml`, {
    global: { ...global, scrape_interval: scrape, scrape_timeout: scrape },
    scrape_configs: [{
      ...monitor,
      static_configs: [{ ...monitor?.static_configs[0], targets: [target] }],
    }],
  });
}

/** Writes Alertmanager's configuration as preflight does. */
export async function writeAlertmanager(dir: string, url: string, faster: number): Promise<string> {
  const text = alertmanagerConfig({ kind: "webhook", url });
  const file = `${dir}/alertmanager.yml`;
  const quick = text.replaceAll(
    /("group_(?:wait|interval)": ")(\w+)"/g,
    (_, key: string, time: string) => `${key}${shorter(time, faster)}"`,
  );
  await Deno.writeTextFile(file, quick);
  return file;
}

/** Lets the alerts of a file of rules wait less. */
function hasten(rules: string, faster: number): string {
  return rules.replaceAll(
    /^( +(?:for|keep_firing_for|interval): )(\w+)$/gm,
    (_, key: string, time: string) => `${key}${shorter(time, faster)}`,
  );
}

function shorter(time: string, faster: number): string {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(time) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? NaN) / faster;
  if (!Number.isFinite(seconds)) throw new Error(`Cannot shorten the time "${time}"`);
  return `${Math.round(seconds * 1_000)}ms`;
}

async function readConfig(path: string): Promise<z.infer<typeof CONFIG>> {
  return CONFIG.parse(parse(await Deno.readTextFile(`${FLEET}/${path}`)));
}

/** JSON is YAML. */
async function writeJson(file: string, config: unknown): Promise<string> {
  await Deno.writeTextFile(file, JSON.stringify(config));
  return file;
}
