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
    name: text("What card it is"),
    index: text("Its number"),
    utilization: number("ratio", "Share of the time in which it worked", "max"),
    tensor_activity: number("ratio", "Share of the time in which its tensor cores worked", "max"),
    memory_used: number("bytes", "Memory in use"),
    memory_total: number("bytes", "Memory that it has"),
    memory_by: parts("Memory by who uses it; container ids become the names of containers"),
    temperature: number("celsius", "Temperature", "max"),
    temperature_margin: number("celsius", "Degrees until it slows down", "min"),
    power: number("watts", "Power that it draws"),
    power_limit: number("watts", "Power that it may draw"),
    throttling: text("What holds its clocks back"),
    faults: text("Faults that need action"),
    events: text("Errors since the machine was started"),
  },
  llm_server: {
    up: number("flag", "Whether it is healthy", "min"),
    state: text("The state that it is in"),
    engine: text("The engine"),
    models: text("Models that it serves"),
    running: number("count", "Requests that it works on"),
    waiting: number("count", "Requests that wait"),
    first_token: number("seconds", "Time to the first token, 95th percentile of 5 minutes", "max"),
    tokens: number("per_second", "Tokens that it generates"),
    prompt_tokens: number("per_second", "Prompt tokens that it reads"),
    kv_cache: number("ratio", "Share of the KV cache in use", "max"),
    errors: number("per_second", "Requests that fail"),
    preemptions: number("per_second", "Requests put back for lack of KV cache"),
  },
  container: {
    id: text("Its id, by which others name it"),
    state: text("The state that it is in"),
    health: text("The result of its health check"),
    image: text("Its image"),
    service: text("The service that it belongs to"),
    cpu: number("count", "CPUs in use"),
    memory: number("bytes", "Memory that it needs"),
    memory_limit: number("bytes", "Memory that it may have"),
    restarts: number("total", "Restarts"),
    oom_killed: number("flag", "Whether it was killed for memory", "max"),
    exit_code: number("count", "Exit code of one that ended", "max"),
  },
  host: {
    os: text("The operating system"),
    cpu_model: text("The processors"),
    cpus: number("count", "CPUs"),
    cpu_busy: number("count", "CPUs in use"),
    load: number("count", "Load average"),
    memory_total: number("bytes", "Memory that it has"),
    memory_available: number("bytes", "Memory that programs can still get"),
    cpu_pressure: number("ratio", "Share of the time in which threads waited for a CPU", "max"),
    memory_pressure: number("ratio", "Share of the time in which all waited for memory", "max"),
    disk_pressure: number("ratio", "Share of the time in which all waited for a disk", "max"),
    oom_kills: number("total", "Processes killed for memory"),
  },
  filesystem: {
    device: text("The device"),
    size: number("bytes", "Its size", "max"),
    available: number("bytes", "Bytes that are available", "min"),
    inodes: number("count", "Inodes", "max"),
    inodes_free: number("count", "Inodes that are free", "min"),
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
