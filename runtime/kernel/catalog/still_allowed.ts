import { isRecord } from "../../contract/message.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { decideGrant } from "../../policy/decide.ts";
import { formatNetItem, targetOfUrl } from "../../policy/net_pattern.ts";
import { approvalOf } from "./approvals.ts";
import { settingsOf } from "./rules.ts";
import type { AssessRules } from "./rules.ts";

/**
 * What ran of a plugin so far, if the rules of now would let it start: its grant within the ceiling,
 * and each item of it free or approved. A newer digest that waits or is broken must not keep alive
 * what the operator has taken back.
 */
export function stillAllowed(name: string, rules: AssessRules): PluginSpec | undefined {
  const spec = rules.lastAdmitted(name);
  if (!spec) return undefined;
  const { denied, beyondFree, problems } = decide(spec.grant, name, rules);
  if (denied.length > 0 || problems.length > 0) return undefined;
  const free = new Set([...operatorItems(name, rules), ...containerItems(rules)]);
  if (beyondFree.every((item) => free.has(item))) return spec;
  const { lock, config: { policy } } = rules;
  return approvalOf(lock, spec, policy.pin) === "none" ? undefined : spec;
}

/** Addresses and variables that the operator's own config of the plugin names, as `beyondFree` writes them. */
function operatorItems(name: string, rules: AssessRules): ReadonlySet<string> {
  const given = settingsOf(name, rules)?.config ?? {};
  const items = placeholdersOf(given).flatMap((placeholder) => {
    const { grant, beyondFree } = decide({ net: [placeholder], env: [placeholder] }, name, rules);
    return [...grant.net.map((item) => `net ${item}`), ...grant.env.map((item) => `env ${item}`)]
      .filter((item) => !beyondFree.includes(item));
  });
  return new Set(items);
}

/** The addresses of labelled containers, as `beyondFree` writes them. */
function containerItems({ containers }: AssessRules): string[] {
  const urls = containers.flatMap(({ url, metricsUrl }) => [url, metricsUrl ?? []].flat());
  return urls.flatMap((url) => {
    const target = targetOfUrl(url);
    return target ? [`net ${formatNetItem(target)}`] : [];
  });
}

/** Every placeholder that a manifest could fill from a config: its keys, and the fields of its lists. */
function placeholdersOf(config: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const fields = Array.isArray(value) ? value.filter(isRecord).flatMap(Object.keys) : [];
    return [`{${key}}`, ...[...new Set(fields)].map((field) => `{${key}.${field}}`)];
  });
}

function decide(
  asked: Partial<PluginSpec["grant"]>,
  name: string,
  { config, ownPort }: AssessRules,
): ReturnType<typeof decideGrant> {
  const given = settingsOf(name, { config })?.config ?? {};
  const { net = [], env = [], read = [], facts = [], exec = [], docker = [] } = asked;
  const { procRoot, sysRoot } = config.services.facts;
  return decideGrant({
    permissions: {
      net: [...net],
      env: [...env],
      read: [...read],
      facts: [...facts],
      exec: exec.map(({ command, args }) => ({ command, args: [...args] })),
      docker: [...docker],
    },
    config: given,
    operatorConfig: given,
    policy: config.policy,
    ownPort,
    closedPaths: [procRoot, sysRoot],
  });
}
