import type { Receiver } from "./settings.ts";

/** Losses by their size: each silences the smaller ones of the same place, which have nothing to add. */
const LOST = {
  cluster: "LlmMonitorClusterDown",
  rack: "LlmMonitorRackDown",
  host: "LlmMonitorTargetDown",
} as const;

/** Returns Alertmanager's configuration; JSON is YAML, and needs no care with what people write. */
export function alertmanagerConfig(receiver: Receiver): string {
  const config = {
    route: {
      receiver: "people",
      // What hits many hosts at once, such as a bad deploy, is one message.
      group_by: ["alertname", "job"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "12h",
      // It fires always, so that its absence is noticed, and nobody wants to hear of it.
      routes: [{ receiver: "nobody", matchers: ['alertname="LlmMonitorWatchdog"'] }],
    },
    inhibit_rules: [
      {
        source_matchers: [`alertname="${LOST.cluster}"`],
        target_matchers: [`alertname=~"${LOST.rack}|${LOST.host}"`],
        equal: ["job"],
      },
      {
        source_matchers: [`alertname="${LOST.rack}"`],
        target_matchers: [`alertname="${LOST.host}"`],
        equal: ["job", "rack"],
      },
      {
        source_matchers: [`alertname="${LOST.host}"`],
        target_matchers: [`alertname!="${LOST.host}"`],
        equal: ["job", "instance"],
      },
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity="warning"'],
        equal: ["alertname", "instance"],
      },
    ],
    receivers: [{ name: "people", ...makeChannel(receiver) }, { name: "nobody" }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function makeChannel(receiver: Receiver): Record<string, unknown> {
  switch (receiver.kind) {
    case "none":
      return {};
    case "webhook":
      return { webhook_configs: [{ url: receiver.url, send_resolved: true }] };
    case "slack": {
      const { url, channel } = receiver;
      return { slack_configs: [{ api_url: url, channel, send_resolved: true }] };
    }
    case "email": {
      const { from, to, smarthost, username, password } = receiver;
      const login = username === "" ? {} : { auth_username: username, auth_password: password };
      return { email_configs: [{ from, to, smarthost, send_resolved: true, ...login }] };
    }
  }
}
