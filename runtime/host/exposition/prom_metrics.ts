import { Counter, Gauge, Histogram, type Registry } from "./prom_client.ts";
import { SELF_DECLARATIONS, type SelfDeclaration } from "./self_declarations.ts";

type Declarations = typeof SELF_DECLARATIONS;

interface PromKinds {
  readonly gauge: Gauge<string>;
  readonly info: Gauge<string>;
  readonly counter: Counter<string>;
  readonly histogram: Histogram<string>;
}

/** A prom-client metric for each declaration, under the same name. */
export type PromSet =
  & { readonly [Key in keyof Declarations]: PromKinds[Declarations[Key]["type"]] }
  & {
    /** Removes every series that has this `plugin` label. */
    forget(plugin: string): void;
  };

/** Makes a metric for each declaration, registered with this registry alone. */
export function createPromMetrics(registry: Registry): PromSet {
  const entries = Object.entries<SelfDeclaration>(SELF_DECLARATIONS).map(
    ([key, declaration]) => ({ key, declaration, metric: createMetric(declaration, registry) }),
  );
  const owned = entries.filter(({ declaration }) => declaration.labels.includes("plugin"));
  return {
    // Each key is given the metric of its own declaration's type, which entries() cannot say.
    ...Object.fromEntries(entries.map(({ key, metric }) => [key, metric])) as unknown as Omit<
      PromSet,
      "forget"
    >,
    forget(plugin) {
      for (const { declaration, metric } of owned) {
        for (const labels of labelSets(declaration, plugin)) metric.remove(labels);
      }
    },
  };
}

function createMetric(
  { name, type, help, labels, buckets }: SelfDeclaration,
  registry: Registry,
): Gauge<string> | Counter<string> | Histogram<string> {
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  switch (type) {
    case "gauge":
    case "info":
      return new Gauge(options);
    case "counter":
      return new Counter(options);
    case "histogram":
      return new Histogram({ ...options, ...(buckets ? { buckets: [...buckets] } : {}) });
  }
}

/** Every set of labels that a plugin can have: prom-client removes by the whole set alone. */
function labelSets({ values = {} }: SelfDeclaration, plugin: string): Record<string, string>[] {
  let sets: Record<string, string>[] = [{ plugin }];
  for (const [label, possible] of Object.entries(values)) {
    sets = sets.flatMap((set) => possible.map((value) => ({ ...set, [label]: value })));
  }
  return sets;
}
