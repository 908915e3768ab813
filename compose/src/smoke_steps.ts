import { z } from "../../runtime/contract/zod.ts";
import type { ProgramResult } from "./engine.ts";

/** The tools and settings of the steps of `deno task stack smoke`. */
export interface SmokeContext {
  readonly services: readonly string[];
  readonly compose: (args: readonly string[]) => Promise<ProgramResult>;
  readonly docker: (args: readonly string[]) => Promise<ProgramResult>;
  /** The address that ports are published at. */
  readonly address: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of Grafana's user admin. */
  readonly password: string;
  /** The folder of the boards. */
  readonly boards: string;
}

/** A step: something that has to work. */
export interface SmokeStep {
  readonly name: string;
  /** Services that it asks; it is left out without them. */
  readonly needs: readonly string[];
  /** Returns what is wrong, undefined when nothing is. */
  readonly run: (context: SmokeContext) => Promise<string | undefined>;
  /** The command that shows more when it failed. */
  readonly look: string;
}

const ASK_TIMEOUT_MS = 5_000;
const ALERT = "LlmMonitorSmoke";

const TARGETS = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        health: z.string(),
        lastError: z.string(),
      }),
    ),
  }),
});
const RULES = z.object({
  data: z.object({
    groups: z.array(z.object({
      file: z.string(),
      rules: z.array(
        z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() }),
      ),
    })),
  }),
});
const RESULT = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

/** In the order in which one thing needs the one before. */
export const SMOKE_STEPS: readonly SmokeStep[] = [
  {
    name: "every service is healthy",
    needs: [],
    run: healthTrouble,
    look: "docker compose -f compose/compose.yaml ps; then logs SERVICE",
  },
  {
    name: "Prometheus scrapes every service",
    needs: ["prometheus"],
    run: targetTrouble,
    look: "http://127.0.0.1:23001/targets shows the error of each",
  },
  {
    name: "every rule evaluates",
    needs: ["prometheus"],
    run: ruleTrouble,
    look: "http://127.0.0.1:23001/rules shows the error of each",
  },
  {
    name: "the runtime's data is in Prometheus",
    needs: ["prometheus", "runtime"],
    run: (context) => seriesTrouble(context, 'llm_monitor_plugin_up{job="llm-monitor"} == 1'),
    look: "docker compose -f compose/compose.yaml logs runtime",
  },
  {
    name: "Alertmanager accepts an alert",
    needs: ["alertmanager", "prometheus"],
    run: alertTrouble,
    look: "docker compose -f compose/compose.yaml logs alertmanager says why a receiver refused",
  },
  {
    name: "Grafana has every board",
    needs: ["grafana"],
    run: boardTrouble,
    look: "docker compose -f compose/compose.yaml logs grafana | grep provisioning",
  },
  {
    name: "a line of the runtime's log is in Loki",
    needs: ["loki", "alloy"],
    run: logTrouble,
    look: "docker compose -f compose/compose.yaml logs alloy; it names two Docker hosts",
  },
];

async function healthTrouble({ services, compose, docker }: SmokeContext) {
  for (const service of services) {
    const id = (await compose(["ps", "-q", service])).text.trim().split("\n").at(-1) ?? "";
    if (!/^[\da-f]{12,}$/.test(id)) return `${service} is not there`;
    const { text } = await docker(["inspect", "-f", "{{.State.Health.Status}}", id]);
    if (text.trim() !== "healthy") return `${service} is ${text.trim()}`;
  }
  return undefined;
}

async function targetTrouble(context: SmokeContext) {
  const answer = await askPrometheus(context, "/api/v1/targets?state=active", TARGETS);
  if (typeof answer === "string") return answer;
  // Our own target is told by its job; the others by the service's name, which is their job.
  const wanted = context.services.filter((name) => name !== "docker-proxy")
    .map((name) => name === "runtime" ? "llm-monitor" : name);
  for (const job of wanted) {
    const target = answer.data.activeTargets.find(({ labels }) => labels.job === job);
    if (target?.health !== "up") return `${job} is ${target?.health ?? "no target"}`;
  }
  return undefined;
}

async function ruleTrouble(context: SmokeContext) {
  const answer = await askPrometheus(context, "/api/v1/rules", RULES);
  if (typeof answer === "string") return answer;
  const sick = answer.data.groups.flatMap(({ rules }) => rules).find(({ health }) =>
    health !== "ok"
  );
  return sick && `${sick.name} is ${sick.health} ${sick.lastError ?? ""}`;
}

async function seriesTrouble(context: SmokeContext, query: string) {
  const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
  const answer = await askPrometheus(context, path, RESULT);
  if (typeof answer === "string") return answer;
  return answer.data.result.length > 0 ? undefined : `nothing answers to ${query}`;
}

async function alertTrouble(context: SmokeContext) {
  const url = "--alertmanager.url=http://127.0.0.1:9093";
  const amtool = (...args: string[]) =>
    context.compose(["exec", "-T", "alertmanager", "amtool", ...args, url]);
  const added = await amtool("alert", "add", ALERT, "severity=info", "instance=smoke");
  if (added.code !== 0) return added.text.trim();
  const listed = await amtool("alert", "query", `alertname=${ALERT}`);
  if (!listed.text.includes(ALERT)) return "the alert that was added is not there";
  return await seriesTrouble(
    context,
    "sum(alertmanager_alerts_received_total) > 0 unless sum(rate(alertmanager_notifications_failed_total[5m])) > 0",
  );
}

async function boardTrouble(context: SmokeContext) {
  const { address, env, password, boards } = context;
  const url = `http://${address}:${env.GRAFANA_PORT}/api/search?type=dash-db&limit=1000`;
  const authorization = `Basic ${btoa(`admin:${password}`)}`;
  const answer = await ask(url, z.array(z.object({ uid: z.string() })), { authorization });
  if (typeof answer === "string") return answer;
  const known = new Set(answer.map(({ uid }) => uid));
  const missing = (await boardUids(boards)).filter((uid) => !known.has(uid));
  return missing.length === 0 ? undefined : `Grafana lacks ${missing.join(", ")}`;
}

async function boardUids(folder: string): Promise<string[]> {
  const uids: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".json")) continue;
    uids.push(
      z.object({ uid: z.string() }).parse(
        JSON.parse(await Deno.readTextFile(`${folder}/${name}`)),
      ).uid,
    );
  }
  return uids;
}

async function logTrouble({ address, env }: SmokeContext) {
  const query = encodeURIComponent('{compose_service="runtime"}');
  const url = `http://${address}:${env.LOKI_PORT}/loki/api/v1/query_range?query=${query}&limit=1`;
  const answer = await ask(url, RESULT);
  if (typeof answer === "string") return answer;
  return answer.data.result.length > 0 ? undefined : "Loki has no line of it";
}

function askPrometheus<T>({ address, env }: SmokeContext, path: string, shape: z.ZodType<T>) {
  return ask(`http://${address}:${env.PROMETHEUS_PORT}${path}`, shape);
}

/** Returns the answer, or a sentence that says why there is none. */
async function ask<T>(
  url: string,
  shape: z.ZodType<T>,
  headers: Record<string, string> = {},
): Promise<T | string> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok) return `${url} answers ${response.status}: ${text.slice(0, 200)}`;
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : `${url} answers in an unexpected format`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `Cannot ask ${url}: ${error.message}`;
  }
}
