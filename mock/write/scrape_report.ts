import type { FamilyDeclaration, ValidFamily } from "../../runtime/contract/metric.ts";

/** Series that Prometheus itself adds to each scrape. */
const DECLARATIONS = {
  up: "Whether the target was scraped (1).",
  scrape_duration_seconds: "Duration of the scrape.",
  scrape_samples_scraped: "Samples that the target exposed.",
  scrape_samples_post_metric_relabeling: "Samples that were left after relabelling.",
  scrape_series_added: "Approximate number of new series.",
} as const;

const SCRAPE_SECONDS = 0.006;

/** The families that Prometheus adds to a scrape of so many samples. */
export function scrapeReport(samples: number, added: number): ValidFamily[] {
  const values: Record<keyof typeof DECLARATIONS, number> = {
    up: 1,
    scrape_duration_seconds: SCRAPE_SECONDS,
    scrape_samples_scraped: samples,
    scrape_samples_post_metric_relabeling: samples,
    scrape_series_added: added,
  };
  return Object.entries(DECLARATIONS).map(([name, help]) => {
    const declaration: FamilyDeclaration = { name, type: "gauge", help, labels: [] };
    return { declaration, samples: [{ labels: {}, value: values[name as keyof typeof values] }] };
  });
}
