/** The settings of the stack, as `.env` and the secrets give them, and what is wrong with them. */

/** A fault that keeps the stack from working, with its fix. */
export interface Finding {
  readonly what: string;
  readonly fix: string;
}

/** The receiver of Alertmanager's notifications. */
export type Receiver =
  | { readonly kind: "none" }
  | { readonly kind: "webhook"; readonly url: string }
  | { readonly kind: "slack"; readonly url: string; readonly channel: string }
  | {
    readonly kind: "email";
    readonly from: string;
    readonly to: string;
    readonly smarthost: string;
    readonly username: string;
    readonly password: string;
  };

/** Variables and secrets as they were read; a secret whose file cannot be read is undefined. */
export interface StackInputs {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: Readonly<Record<SecretName, string | undefined>>;
}

export type SecretName = (typeof SECRETS)[number];
export const SECRETS = ["grafana-admin-password", "alertmanager-url", "smtp-password"] as const;

const RECEIVERS = ["none", "webhook", "slack", "email"];
const SHORTEST_PASSWORD = 12;
const UNITS: Readonly<Record<string, number>> = {
  y: 8_760,
  w: 168,
  d: 24,
  h: 1,
  m: 1 / 60,
  s: 1 / 3_600,
};

/** Returns what is wrong with the settings; nothing when the stack can start. */
export function settingsFindings({ env, secrets }: StackInputs): Finding[] {
  return [
    ...retentionFindings(env),
    ...passwordFindings(secrets["grafana-admin-password"]),
    ...receiverFindings({ env, secrets }),
  ];
}

/** Returns the receiver that the settings name; they must be without findings. */
export function chooseReceiver({ env, secrets }: StackInputs): Receiver {
  const url = (secrets["alertmanager-url"] ?? "").trim();
  switch (env.ALERTMANAGER_RECEIVER) {
    case "webhook":
      return { kind: "webhook", url };
    case "slack":
      return { kind: "slack", url, channel: env.SLACK_CHANNEL ?? "" };
    case "email":
      return {
        kind: "email",
        from: env.SMTP_FROM ?? "",
        to: env.SMTP_TO ?? "",
        smarthost: env.SMTP_SMARTHOST ?? "",
        username: env.SMTP_USERNAME ?? "",
        password: (secrets["smtp-password"] ?? "").trim(),
      };
    default:
      return { kind: "none" };
  }
}

/** Returns the hours of a duration of Prometheus (`30d`, `1w2d`); undefined for what is none. */
export function parseHours(text: string): number | undefined {
  if (!/^(?:\d+[ywdhms])+$/.test(text)) return undefined;
  let hours = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/(\d+)([ywdhms])/g)) {
    hours += Number(count) * (UNITS[unit] ?? NaN);
  }
  return hours;
}

function retentionFindings(env: StackInputs["env"]): Finding[] {
  const findings: Finding[] = [];
  const metrics = env.PROMETHEUS_RETENTION ?? "";
  if (!((parseHours(metrics) ?? 0) >= 2)) {
    findings.push({
      what: `PROMETHEUS_RETENTION is "${metrics}"`,
      fix: "Give a number and a unit, at least two hours: 30d, 12w or 1y",
    });
  }
  const size = env.PROMETHEUS_RETENTION_SIZE ?? "";
  if (!/^(?:0|[1-9]\d*(?:MB|GB|TB))$/.test(size)) {
    findings.push({
      what: `PROMETHEUS_RETENTION_SIZE is "${size}"`,
      fix: "Give a number and MB, GB or TB, such as 20GB; 0 is no limit",
    });
  }
  const logs = env.LOG_RETENTION ?? "";
  // Loki knows no longer unit, and deletes nothing that is younger than a day.
  if (!/^\d+h$/.test(logs) || (parseHours(logs) ?? 0) < 24) {
    findings.push({
      what: `LOG_RETENTION is "${logs}"`,
      fix: "Give hours, at least 24: 720h is 30 days",
    });
  }
  return findings;
}

function passwordFindings(password: string | undefined): Finding[] {
  const fix = "Run deno task stack init, or write one of your own into the file " +
    "compose/secrets/grafana-admin-password";
  if (password === undefined) {
    return [{
      what: "The file compose/secrets/grafana-admin-password is missing or unreadable",
      fix,
    }];
  }
  const length = password.trim().length;
  if (length >= SHORTEST_PASSWORD) return [];
  const what = length === 0
    ? "The file compose/secrets/grafana-admin-password is empty"
    : `The password in compose/secrets/grafana-admin-password has ${length} characters`;
  return [{ what, fix: `${fix}, at least ${SHORTEST_PASSWORD} characters` }];
}

function receiverFindings({ env, secrets }: StackInputs): Finding[] {
  const kind = env.ALERTMANAGER_RECEIVER ?? "";
  if (!RECEIVERS.includes(kind)) {
    return [{
      what: `ALERTMANAGER_RECEIVER is "${kind}"`,
      fix: `Give one of ${RECEIVERS.join(", ")}`,
    }];
  }
  if (kind === "webhook" || kind === "slack") {
    const url = (secrets["alertmanager-url"] ?? "").trim();
    const findings: Finding[] = [];
    if (!isHttp(url)) {
      findings.push({
        what:
          `ALERTMANAGER_RECEIVER is ${kind}, but compose/secrets/alertmanager-url holds no address`,
        fix: "Write the http:// or https:// address of the receiver into that file",
      });
    }
    if (kind === "slack" && !/^[#@]\S+$/.test(env.SLACK_CHANNEL ?? "")) {
      findings.push({
        what: `ALERTMANAGER_RECEIVER is slack, but SLACK_CHANNEL is "${env.SLACK_CHANNEL ?? ""}"`,
        fix: "Give a channel such as #alerts, in quotes: # begins a comment",
      });
    }
    return findings;
  }
  return kind === "email" ? emailFindings({ env, secrets }) : [];
}

function emailFindings({ env, secrets }: StackInputs): Finding[] {
  const findings: Finding[] = [];
  const require = (name: string, pattern: RegExp, example: string) => {
    if (pattern.test(env[name] ?? "")) return;
    findings.push({
      what: `ALERTMANAGER_RECEIVER is email, but ${name} is "${env[name] ?? ""}"`,
      fix: `Give it as in ${example}`,
    });
  };
  require("SMTP_FROM", /^\S+@\S+$/, "monitor@example.org");
  require("SMTP_TO", /^\S+@\S+$/, "oncall@example.org");
  require("SMTP_SMARTHOST", /^[\w.-]+:\d+$/, "mail.example.org:587");
  if ((env.SMTP_USERNAME ?? "") !== "" && (secrets["smtp-password"] ?? "").trim() === "") {
    findings.push({
      what: "SMTP_USERNAME is set, but compose/secrets/smtp-password is empty",
      fix: "Write the password into that file",
    });
  }
  return findings;
}

function isHttp(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" || url?.protocol === "https:";
}
