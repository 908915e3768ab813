import { assessCurrent } from "./assess_current.ts";
import type { AssessmentMoment, AssessmentParts } from "./assess_current.ts";
import { hashJson } from "./hash_json.ts";
import type { DiscoveredPlugins } from "./plugin_feed.ts";

/** Finds the plugins for the kernel, which runs them. */
export async function discoverPlugins(
  parts: AssessmentParts,
  moment: AssessmentMoment,
): Promise<DiscoveredPlugins> {
  const { plugins, issues, policy, lock } = await assessCurrent(parts, moment);
  return {
    candidates: plugins.map(({ candidate }) => candidate),
    issues,
    containerLabels: distinct(
      plugins.flatMap(({ manifest }) =>
        Object.values(manifest?.config ?? {}).flatMap((option) =>
          option.type === "containers" ? option.labels : []
        )
      ),
    ),
    authorities: Object.fromEntries(
      plugins.map(({ candidate: { name } }) => [
        name,
        hashJson([policy, lock.plugins[name]?.grant ?? null]),
      ]),
    ),
  };
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
