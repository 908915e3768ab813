import { isRecord } from "../../contract/record.ts";
import type { Grant } from "../../contract/grant.ts";
import { eachKind } from "../../contract/permissions.ts";
import type { Permissions } from "../../contract/permissions.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { askedAmounts } from "../../policy/amounts.ts";
import { decideGrant } from "../../policy/decide.ts";
import { grantItems } from "../../policy/grant_diff.ts";
import { formatNetItem, targetOfUrl } from "../../policy/patterns/net_pattern.ts";
import { PERMISSION_RULES } from "../../policy/permissions/rules.ts";
import { makeApproval } from "./approvals.ts";
import { findSettings, reservedBy } from "./rules.ts";
import type { AssessRules } from "./rules.ts";

/**
 * Returns what ran of a plugin so far, if the rules of now would let it start: its grant within the ceiling,
 * and each item of it free or approved. A newer digest that waits or is broken must not keep alive
 * what the operator has taken back.
 */
export function stillAllowed(name: string, rules: AssessRules): PluginSpec | undefined {
  const spec = rules.lastAdmitted(name);
  if (!spec) return undefined;
  const { lock, config: { policy } } = rules;
  const amounts = { memoryBytes: spec.memoryBytes, series: spec.seriesLimit };
  const asked = { ...spec.grant, ...askedAmounts(amounts, policy) };
  const { denied, grant, needsApproval, problems } = decide(asked, name, rules);
  if (denied.length > 0 || problems.length > 0) return undefined;
  const free = new Set([...operatorItems(name, rules), ...containerItems(rules)]);
  if (needsApproval.every((item) => free.has(item))) return spec;
  return makeApproval(lock, { ...spec, grant }, policy.pin) === "none" ? undefined : spec;
}

/** Returns what the operator's own config of the plugin names and makes free, as `needsApproval` writes it. */
function operatorItems(name: string, rules: AssessRules): string[] {
  const given = findSettings(name, rules)?.config ?? {};
  return listPlaceholders(given).flatMap((placeholder) => {
    const asked = eachKind((kind) => PERMISSION_RULES[kind].isFreeByConfig ? [placeholder] : []);
    const { grant, needsApproval } = decide(asked as unknown as Grant, name, rules);
    return grantItems(grant).filter((item) => !needsApproval.includes(item));
  });
}

/** The addresses of labelled containers, as `needsApproval` writes them. */
function containerItems({ containers }: AssessRules): string[] {
  return containers.urls().flatMap((url) => {
    const target = targetOfUrl(url);
    return target ? [`net ${formatNetItem(target)}`] : [];
  });
}

/** Every placeholder that a manifest could fill from a config: its keys, and the fields of its lists. */
function listPlaceholders(config: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const fields = Array.isArray(value) ? value.filter(isRecord).flatMap(Object.keys) : [];
    return [`{${key}}`, ...[...new Set(fields)].map((field) => `{${key}.${field}}`)];
  });
}

function decide(
  asked: Grant,
  name: string,
  rules: AssessRules,
): ReturnType<typeof decideGrant> {
  const { config, ownPort } = rules;
  const given = findSettings(name, { config })?.config ?? {};
  const { procRoot, sysRoot } = config.services.facts;
  return decideGrant({
    permissions: structuredClone(asked) as Permissions,
    config: given,
    operatorConfig: given,
    policy: config.policy,
    ownPort,
    closedPaths: [procRoot, sysRoot],
    plugin: name,
    reserved: reservedBy(rules),
  });
}
