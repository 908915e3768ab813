import assert from "node:assert/strict";
import { chooseReceiver, parseHours, settingsFindings } from "./settings.ts";
import type { StackInputs } from "./settings.ts";
import { DEFAULTS } from "./stack_facts.ts";

const SECRETS = {
  "grafana-admin-password": "long-enough-for-all\n",
  "alertmanager-url": "",
  "smtp-password": "",
};

function findings(
  env: StackInputs["env"],
  secrets: Partial<StackInputs["secrets"]> = {},
): string[] {
  return settingsFindings({ env: { ...DEFAULTS, ...env }, secrets: { ...SECRETS, ...secrets } })
    .map(({ what, fix }) => `${what}. ${fix}`);
}

Deno.test("settingsFindings has nothing against the defaults", () => {
  assert.deepEqual(findings({}), []);
});

Deno.test("settingsFindings names a retention that nobody can keep", () => {
  const wrong = {
    PROMETHEUS_RETENTION: ["", "30", "d", "30 d", "1h", "forever", "-3d", "30D", "1.5d"],
    PROMETHEUS_RETENTION_SIZE: ["", "20", "20 GB", "20gb", "-1GB", "0GB"],
    LOG_RETENTION: ["", "30d", "720", "23h", "0h"],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const [finding = ""] = findings({ [name]: value });
      assert(finding.startsWith(`${name} is "${value}". Give `), `${name}=${value}: ${finding}`);
    }
  }
  const right = [
    ...["30d", "2h", "1y", "1w2d", "365d"].map((value) => ({ PROMETHEUS_RETENTION: value })),
    ...["0", "512MB", "20GB", "1TB"].map((value) => ({ PROMETHEUS_RETENTION_SIZE: value })),
    ...["24h", "720h"].map((value) => ({ LOG_RETENTION: value })),
  ];
  for (const env of right) assert.deepEqual(findings(env), [], JSON.stringify(env));
});

Deno.test("settingsFindings wants a password for Grafana", () => {
  const of = (password: string | undefined) => findings({}, { "grafana-admin-password": password });
  assert.match(of(undefined)[0] ?? "", /is missing or unreadable\. Run deno task stack init/);
  assert.match(of(" \n")[0] ?? "", /is empty\. Run deno task stack init/);
  assert.match(of("admin")[0] ?? "", /has 5 characters/);
});

Deno.test("settingsFindings wants what a receiver needs", () => {
  const told = (env: StackInputs["env"], secrets = {}) => findings(env, secrets).join("\n");
  assert.match(told({ ALERTMANAGER_RECEIVER: "pager" }), /Give one of none, webhook, slack, email/);
  assert.match(told({ ALERTMANAGER_RECEIVER: "webhook" }), /secrets\/alertmanager-url holds no/);
  assert.match(told({ ALERTMANAGER_RECEIVER: "slack" }), /SLACK_CHANNEL is ""/);
  const mail = told({ ALERTMANAGER_RECEIVER: "email", SMTP_USERNAME: "u" });
  for (const name of ["SMTP_FROM", "SMTP_TO", "SMTP_SMARTHOST", "secrets/smtp-password"]) {
    assert(mail.includes(name), `${name}: ${mail}`);
  }
  const url = { "alertmanager-url": "https://example.org/hook\n" };
  assert.equal(told({ ALERTMANAGER_RECEIVER: "webhook" }, url), "");
  assert.equal(told({ ALERTMANAGER_RECEIVER: "slack", SLACK_CHANNEL: "#a" }, url), "");
});

Deno.test("chooseReceiver takes addresses and passwords from secrets, without the end of the line", () => {
  const secrets = { ...SECRETS, "alertmanager-url": "https://x/\n", "smtp-password": "p\n" };
  const of = (env: StackInputs["env"]) => chooseReceiver({ env: { ...DEFAULTS, ...env }, secrets });
  assert.deepEqual(of({}), { kind: "none" });
  assert.deepEqual(of({ ALERTMANAGER_RECEIVER: "webhook" }), {
    kind: "webhook",
    url: "https://x/",
  });
  const mail = of({ ALERTMANAGER_RECEIVER: "email", SMTP_FROM: "a@b", SMTP_USERNAME: "u" });
  assert.deepEqual(mail, {
    ...{ kind: "email", from: "a@b", to: "", smarthost: "", username: "u", password: "p" },
  });
});

Deno.test("parseHours adds the parts of a duration", () => {
  assert.equal(parseHours("1w2d"), 216);
  assert.equal(parseHours("90m"), 1.5);
  assert.equal(parseHours("1 d"), undefined);
});
