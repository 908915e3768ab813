import type { Manifest } from "../../contract/manifest.ts";
import { SELF_DECLARATIONS } from "../../host/exposition/self_declarations.ts";
import type { SelfDeclaration } from "../../host/exposition/self_declarations.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { code, markdownTable } from "./markdown_table.ts";
import { describeMetric } from "./plugin_tables.ts";

const INTRODUCTION = `# Metrics

Everything that \`/metrics\` can hold, from the manifests of the plugins and the declarations of the
host. This page is generated. The names contain the units: \`_seconds\`, \`_bytes\`, \`_ratio\` (from 0 to
1), and \`_total\` for counters. What is not known is absent, never 0.

A plugin's README says where each metric comes from. \`deno task explain NAME\` explains any of them.
[semconv.md](semconv.md) maps the names to OpenTelemetry's.`;

/** docs/metrics.md: the reference of all metrics. */
export async function metricsPage(
  projectDir: string,
  manifests: readonly Manifest[],
): Promise<GeneratedFile> {
  const path = "docs/metrics.md";
  const sections = [
    INTRODUCTION,
    section(
      "The monitor itself",
      Object.values<SelfDeclaration>(SELF_DECLARATIONS).map((declaration) => [
        code(declaration.name),
        declaration.type,
        labelsOf(declaration.labels ?? [], declaration.values),
        declaration.help,
      ]),
    ),
    ...manifests.map(({ name, metrics }) =>
      section(
        `Plugin [${name}](../plugins/${name}/README.md)`,
        metrics.map((metric) => [
          code(metric.name),
          metric.type,
          labelsOf(metric.labels),
          describeMetric(metric),
        ]),
      )
    ),
  ];
  return {
    path,
    current: await readIfThere(`${projectDir}/${path}`),
    wanted: `${sections.join("\n\n")}\n`,
    missingBlocks: [],
  };
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const table = markdownTable(["Metric", "Type", "Labels", "Meaning"], rows);
  return `## ${title}\n\n${table}`;
}

/** Labels with their values, where those are a closed list. */
function labelsOf(
  labels: readonly string[],
  values: Readonly<Record<string, readonly string[]>> = {},
): string {
  if (labels.length === 0) return "-";
  return labels.map((label) => {
    const known = values[label];
    return known ? `${code(label)} (${known.join(", ")})` : code(label);
  }).join(", ");
}
