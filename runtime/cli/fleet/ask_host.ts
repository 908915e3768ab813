import { errorText } from "../../contract/errors.ts";
import { isRecord } from "../../contract/record.ts";
import type { StatusAnswer } from "../../contract/status.ts";
import { AnswerTimeout, askServer } from "../ask_server.ts";
import type { ServerAnswer } from "../ask_server.ts";
import type { HostFinding, HostOutcome } from "./host_finding.ts";
import type { HostSecrets } from "./host_secrets.ts";
import type { Host } from "./resolve_hosts.ts";

/** More than any answer that is asked for: what is not ours may send anything. */
const MAX_BYTES = 1024 * 1024;
/** Characters of what a host says of itself. */
const MAX_DETAIL = 300;
/** States of plugins that want somebody's eye. */
const TROUBLED = ["rejected", "pending", "backoff", "quarantined"] as const;

export interface AskHostOptions {
  /** The longest wait for each of its two answers. */
  readonly timeoutMs: number;
  readonly secrets: HostSecrets;
}

/**
 * Asks a host whether it is ready, and then for its version. The token goes only to what answered as one
 * of ours. Never rejects: what goes wrong is the finding.
 */
export async function askHost(host: Host, options: AskHostOptions): Promise<HostFinding> {
  const find = (outcome: HostOutcome, detail: string): HostFinding => ({
    host,
    outcome,
    detail: clip(detail),
  });
  try {
    const { timeoutMs, secrets } = options;
    const authority = await secrets.authority(host);
    if (authority && "problem" in authority) return find("certificate", authority.problem);
    const how = { timeoutMs, maxBytes: MAX_BYTES, ca: authority?.text };
    const ready = readReady(await askServer(makeUrl(host, "/ready"), how));
    if (ready === undefined) return find("not_ours", "Another program answers there");
    const token = await secrets.token(host);
    if (token && "problem" in token) return find("unauthorized", token.problem);
    const headers = token ? { authorization: `Bearer ${token.text}` } : {};
    const answer = await askServer(makeUrl(host, "/api/v1/status"), { ...how, headers });
    if (answer.status === 401 || answer.status === 403) {
      return find("unauthorized", refusal(host));
    }
    const status = readStatus(answer);
    if (status === undefined) {
      return find("not_ours", `Its /api/v1/status cannot be read: status ${answer.status}`);
    }
    const { version, series } = status;
    if (!ready.isReady) {
      return {
        ...find("not_ready", ready.reasons.join("; ") || "It gives no reason"),
        version,
        series,
      };
    }
    const trouble = describeTrouble(status);
    return { ...find(trouble === "" ? "ready" : "degraded", trouble), version, series };
  } catch (error) {
    return find(toOutcome(error), explain(error, options.timeoutMs));
  }
}

function makeUrl({ scheme, target }: Host, path: string): URL {
  return new URL(path, `${scheme}://${target}`);
}

function readReady({ status, text }: ServerAnswer) {
  const answer = parse(text);
  if (!isRecord(answer) || !Array.isArray(answer.reasons)) return undefined;
  if (status !== 200 && status !== 503) return undefined;
  return { isReady: status === 200, reasons: answer.reasons.map(String) };
}

function readStatus(
  { status, text }: ServerAnswer,
): Pick<StatusAnswer, "version" | "series" | "plugins"> | undefined {
  const answer = status === 200 ? parse(text) : undefined;
  if (!isRecord(answer) || typeof answer.version !== "string") return undefined;
  const { version, series, plugins } = answer;
  return {
    version: clip(version),
    series: typeof series === "number" ? series : 0,
    plugins: (isRecord(plugins) ? plugins : {}) as StatusAnswer["plugins"],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeTrouble({ plugins }: Pick<StatusAnswer, "plugins">): string {
  const counts = TROUBLED.filter((state) => plugins[state] > 0)
    .map((state) => `${plugins[state]} ${state}`);
  return counts.length === 0 ? "" : `Plugins: ${counts.join(", ")}`;
}

function refusal({ tokenFile }: Host): string {
  return tokenFile === undefined
    ? "It wants a token, but the inventory has no tokenFile for it"
    : `It refuses the token in ${tokenFile}`;
}

function toOutcome(error: unknown): HostOutcome {
  if (error instanceof AnswerTimeout) return "timed_out";
  const code = codeOf(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) return "certificate";
  return /^HPE_|^EPROTO|SSL|TLS/.test(code) ? "not_ours" : "unreachable";
}

function explain(error: unknown, timeoutMs: number): string {
  switch (toOutcome(error)) {
    case "timed_out":
      return `No answer within ${timeoutMs / 1_000} s`;
    case "not_ours":
      return "Its answer is not HTTP; check its scheme";
    default:
      return codeOf(error) === "ECONNREFUSED" ? "Nothing listens there" : errorText(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function clip(text: string): string {
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL - 3)}...` : text;
}
