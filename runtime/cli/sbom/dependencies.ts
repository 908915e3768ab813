/** A package that deno.json names. */
export interface Dependency {
  /** The place that loads it: a process of a running monitor, or work on the code. */
  readonly use: "runtime" | "development";
  /** Its purpose, and the reason why it is not written here. */
  readonly why: string;
}

/** Every package that deno.json names, each with its reason; docs/security.md shows the same. */
export const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  zod: {
    use: "runtime",
    why: "Schemas of configuration, manifests and approvals: one rule, one message, one type",
  },
  yaml: {
    use: "runtime",
    why: "YAML: config.yaml in the reader, plugins' files in a process without permissions",
  },
  hono: {
    use: "runtime",
    why: "Routes and middleware of the host, without dependencies of its own",
  },
  "prom-client": {
    use: "runtime",
    why: "Registry of the host's own metrics; the encoders are tested against it",
  },
  dockerode: {
    use: "runtime",
    why: "Docker over its socket, TCP and TLS, in a process that reaches only the engine",
  },
  systeminformation: {
    use: "runtime",
    why: "Inventory of hardware that /proc does not list, in a process that is started on demand",
  },
  "fast-check": { use: "development", why: "Property tests with thousands of inputs" },
  "@sinonjs/fake-timers": { use: "development", why: "Time in tests" },
  "@types/node": { use: "development", why: "Types of Node's built-in modules" },
  "@grafana/grafana-foundation-sdk": {
    use: "development",
    why: "Types of dashboards, which are generated and checked",
  },
  "@grafana/lezer-logql": { use: "development", why: "Parses the queries of dashboards for logs" },
  "@prometheus-io/lezer-promql": {
    use: "development",
    why: "Parses the queries of dashboards and rules",
  },
  "@lezer/common": { use: "development", why: "Syntax trees of the two parsers" },
};
