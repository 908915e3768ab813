/**
 * The kinds of things that the status page shows, and the roles that their fields can have. Apart from the
 * schema of a view: the host needs these alone, and zod would cost it eight megabytes.
 */

/** The unit of a number, which is also how it is written. */
export type ViewUnit =
  | "bytes"
  | "celsius"
  | "count"
  | "flag"
  | "per_second"
  | "ratio"
  | "seconds"
  | "total"
  | "watts";

/** A role that a field can have in its kind. */
export type RoleRule =
  /** One number; of several samples their sum, or the most or least of them. */
  | {
    readonly form: "number";
    readonly unit: ViewUnit;
    readonly combine: "sum" | "max" | "min";
    readonly meaning: string;
  }
  /** Words: values of a label, or a fixed text. */
  | { readonly form: "text"; readonly meaning: string }
  /** A number for each value of a label. */
  | { readonly form: "parts"; readonly meaning: string };

const number = (
  unit: ViewUnit,
  meaning: string,
  combine: "sum" | "max" | "min" = "sum",
): RoleRule => ({ form: "number", unit, combine, meaning });
const text = (meaning: string): RoleRule => ({ form: "text", meaning });
const parts = (meaning: string): RoleRule => ({ form: "parts", meaning });

/** The kinds of things on the page, with the roles that their fields can have. */
export const VIEW_KINDS = {
  gpu: {
    up: number("flag", "Whether the card reports its values", "min"),
    name: text("Model of the card"),
    index: text("Index of the card"),
    utilization: number("ratio", "Share of the time in which it was busy", "max"),
    tensor_activity: number(
      "ratio",
      "Share of the time in which its tensor cores were busy",
      "max",
    ),
    memory_used: number("bytes", "Memory in use"),
    memory_total: number("bytes", "Total memory"),
    memory_by: parts("Memory by user; container ids are replaced by container names"),
    temperature: number("celsius", "Temperature", "max"),
    temperature_margin: number("celsius", "Degrees until it slows down", "min"),
    power: number("watts", "Power draw"),
    power_limit: number("watts", "Power limit"),
    throttling: text("Reasons why its clocks are reduced"),
    faults: text("Faults that need action"),
    events: text("Errors since the machine started"),
  },
  llm_server: {
    up: number("flag", "Whether it is healthy", "min"),
    state: text("Its state"),
    engine: text("Its engine"),
    models: text("Models that it serves"),
    running: number("count", "Requests being processed"),
    waiting: number("count", "Requests waiting"),
    first_token: number("seconds", "Time to the first token, 95th percentile of 5 minutes", "max"),
    tokens: number("per_second", "Tokens generated"),
    prompt_tokens: number("per_second", "Prompt tokens processed"),
    kv_cache: number("ratio", "Share of the KV cache in use", "max"),
    errors: number("per_second", "Failed requests"),
    preemptions: number("per_second", "Requests preempted for lack of KV cache"),
  },
  container: {
    id: text("Its id, by which other metrics name it"),
    state: text("Its state"),
    health: text("The result of its health check"),
    image: text("Its image"),
    service: text("The Compose service that it belongs to"),
    cpu: number("count", "CPUs in use"),
    memory: number("bytes", "Memory in use, without reclaimable caches"),
    memory_limit: number("bytes", "Memory limit"),
    restarts: number("total", "Restarts"),
    oom_killed: number("flag", "Whether it was killed for lack of memory", "max"),
    exit_code: number("count", "Exit code, once it has ended", "max"),
  },
  host: {
    os: text("The operating system"),
    cpu_model: text("The processors"),
    cpus: number("count", "CPUs"),
    cpu_busy: number("count", "CPUs in use"),
    load: number("count", "Load average"),
    memory_total: number("bytes", "Total memory"),
    memory_available: number("bytes", "Memory still available to programs"),
    cpu_pressure: number("ratio", "Share of the time in which threads waited for a CPU", "max"),
    memory_pressure: number(
      "ratio",
      "Share of the time in which all tasks waited for memory",
      "max",
    ),
    disk_pressure: number("ratio", "Share of the time in which all tasks waited for a disk", "max"),
    oom_kills: number("total", "Processes killed for lack of memory"),
  },
  filesystem: {
    device: text("The device"),
    size: number("bytes", "Its size", "max"),
    available: number("bytes", "Available bytes", "min"),
    inodes: number("count", "Inodes", "max"),
    inodes_free: number("count", "Free inodes", "min"),
    read_only: number("flag", "Whether it is read-only", "max"),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RoleRule>>>>;

export type ViewKind = keyof typeof VIEW_KINDS;
export const VIEW_KIND_NAMES = Object.keys(VIEW_KINDS) as readonly ViewKind[];

/** Returns the rule of a role; undefined when the kind has none of that name. */
export function roleRule(kind: ViewKind, role: string): RoleRule | undefined {
  const roles: Readonly<Record<string, RoleRule>> = VIEW_KINDS[kind];
  return Object.hasOwn(roles, role) ? roles[role] : undefined;
}
