import type { Issue } from "../contract/issue.ts";
import { Claims } from "../metrics/claims.ts";
import type { Project } from "./project.ts";

/** Metric names that two plugins declare: the host would refuse the second. */
export function claimIssues({ plugins }: Project): Issue[] {
  const claims = new Claims();
  return plugins.flatMap(({ folder, manifest }) => {
    if (!manifest) return [];
    const issues = claims.check(folder.name, manifest.metrics).map(({ name, owner }): Issue => ({
      code: "metric_name_taken",
      file: `${folder.dir}/plugin.yaml`,
      path: `metrics.${name}`,
      rule: `belongs to plugin "${owner}"`,
      fix: "Rename it",
    }));
    claims.replace(folder.name, manifest.metrics);
    return issues;
  });
}
