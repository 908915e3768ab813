/** The operator's config.yaml: strict, every key optional, every default stated here once. */
import { durationField, sizeField } from "./fields.ts";
import { PLUGIN_NAME } from "./manifest.ts";
import { eachKind, PERMISSIONS } from "./permissions.ts";
import type { PermissionSchema } from "./permissions.ts";
import { formatSize } from "./size.ts";
import { z } from "./zod.ts";

const flag = (value: boolean) => z.boolean().default(value);
const file = z.string().min(1, "must be a path");
const list = (items: string[]) => z.array(z.string().min(1)).default(items);

const tls = z.strictObject({
  certFile: file.describe("PEM file with the certificate chain"),
  keyFile: file.describe("PEM file with the private key"),
});

const auth = z.strictObject({
  bearerTokenFile: file.optional().describe("File that holds the bearer token clients must send"),
  bearerTokenEnv: z.string().optional().describe(
    "Environment variable that holds the bearer token",
  ),
  basicUsername: z.string().min(1).optional().describe("User name for basic auth"),
  basicPasswordFile: file.optional().describe("File that holds the password for basic auth"),
  basicPasswordEnv: z.string().optional().describe("Environment variable that holds the password"),
});

const server = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("Address to listen on"),
  port: z.int().min(0).max(65_535).default(8090).describe(
    "Port to listen on; exporters use 8080-8099",
  ),
  allowedHosts: z.array(
    z.string().regex(
      /^(?:\*|[A-Za-z\d_.-]+)$/,
      "must be a name without scheme and port, or *",
    ),
  ).default([]).describe(
    "Names that clients may send in the Host header, besides addresses, the host's name and private names; * is any",
  ),
  tls: tls.optional(),
  auth: auth.optional(),
}).prefault({});

/** Patterns of permission items, by kind. */
const permissionPatterns = (
  clause: string,
  defaults: "free" | "ceiling",
) =>
  z.strictObject(eachKind((kind) => {
    const row: PermissionSchema = PERMISSIONS[kind];
    return listPatterns(row, row[defaults]).describe(`${row.subject} ${clause}: ${row.patterns}`);
  })).prefault({});

/** Amounts are written as such, and kept as a list of one pattern. */
function listPatterns(
  { unit }: PermissionSchema,
  items: readonly string[],
): ReturnType<typeof list> {
  if (unit === undefined) return list([...items]);
  const [first = ""] = items;
  const amount = unit === "size"
    ? sizeField.transform((bytes) => [formatSize(bytes)]).prefault(first)
    : z.int().min(1).transform((count) => [String(count)]).prefault(Number(first));
  return amount as unknown as ReturnType<typeof list>;
}

const policy = z.strictObject({
  free: permissionPatterns("a plugin may have without approval", "free"),
  ceiling: permissionPatterns("a plugin may have at all, approved or not", "ceiling"),
  total: z.strictObject({
    memory: sizeField.prefault("16GiB").describe("Memory of all plugins together"),
    series: z.int().min(1).default(1_000_000).describe("Series of all plugins together"),
  }).prefault({}),
  pin: z.enum(["grant", "digest"]).default("grant").describe(
    "Scope of an approval: the grant, whatever the code, or one digest of the code alone",
  ),
}).prefault({});

/** Settings of one plugin. */
export const pluginSettingsSchema = z.strictObject({
  enabled: flag(true).describe("Whether the plugin runs"),
  interval: durationField.optional().describe(
    "Interval of collections, instead of the manifest's",
  ),
  timeout: durationField.optional().describe("Timeout of one collection"),
  detail: z.enum(["full", "slim"]).optional().describe(
    "slim leaves out the metrics that its manifest marks with `detail: full`",
  ),
  config: z.record(z.string(), z.unknown()).default({}).describe("The plugin's own settings"),
});
export type PluginSettings = z.infer<typeof pluginSettingsSchema>;

const supervisor = z.strictObject({
  minInterval: durationField.prefault("5s").describe("Minimum interval of any plugin"),
  startTimeout: durationField.prefault("5s").describe("Timeout for loading a plugin"),
  stopTimeout: durationField.prefault("2s").describe(
    "Grace period in which a plugin may stop by itself",
  ),
  shutdownTimeout: durationField.prefault("10s").describe("Deadline for the whole shutdown"),
  idleTimeout: durationField.prefault("60s").describe(
    "Time after which the process of an idle plugin ends",
  ),
  cpuLimit: z.number().positive().max(64).default(0.8).describe(
    "Share of one CPU that a plugin's process may use over cpuWindow",
  ),
  cpuWindow: durationField.prefault("30s").describe(
    "A process over cpuLimit for this long is ended; after half of it a warning is logged",
  ),
  recycleAfterRuns: z.int().min(1).default(10_000).describe(
    "Collections after which a process is replaced",
  ),
  recycleAfter: durationField.prefault("24h").describe("Age at which a process is replaced"),
  backoffInitial: durationField.prefault("1s").describe(
    "First wait after a failure; each later one is four times as long",
  ),
  backoffMax: durationField.prefault("5m").describe("Longest wait after a failure"),
  quarantineAfter: z.int().min(1).default(5).describe(
    "Failures within the window that lead to quarantine",
  ),
  quarantineWindow: durationField.prefault("10m").describe("Window in which failures count"),
  quarantineTrial: durationField.prefault("15m").describe("Wait between trials in quarantine"),
  inactiveInterval: durationField.prefault("1m").describe(
    "Minimum time between two starts of an inactive plugin; grows up to tenfold. Its calls are repeated without it at its own interval, and a different answer starts it at once",
  ),
}).prefault({});

const services = z.strictObject({
  facts: z.strictObject({
    procRoot: z.string().startsWith("/").default("/proc").describe("Path of the host's /proc"),
    sysRoot: z.string().startsWith("/").default("/sys").describe("Path of the host's /sys"),
    rootfs: z.string().startsWith("/").default("/").describe("Path of the host's root file system"),
    timeout: durationField.prefault("2s").describe("Timeout of one read"),
    statfsTimeout: durationField.prefault("5s").describe(
      "Timeout of one request to a file system",
    ),
    maxBytes: sizeField.prefault("1MiB").describe("Maximum size of a file that is read"),
  }).prefault({}),
  exec: z.strictObject({
    maxOutputBytes: sizeField.prefault("2MiB").describe(
      "Maximum size of the standard output that is read",
    ),
    timeout: durationField.prefault("10s").describe("Timeout of one command"),
  }).prefault({}),
  kmsg: z.strictObject({
    path: z.string().startsWith("/").default("/dev/kmsg").describe("Path of the kernel's log"),
  }).prefault({}),
  docker: z.strictObject({
    host: z.string().regex(
      /^(?:unix:\/\/\/|tcp:\/\/|https?:\/\/)[^\s@]+$/,
      "must be unix:///path, tcp://host:port or https://host:port",
    ).optional().describe(
      "Address of the engine; by default DOCKER_HOST, or else the first socket that exists",
    ),
    tlsCaFile: z.string().min(1).optional().describe("Certificate authority of the engine, PEM"),
    tlsCertFile: z.string().min(1).optional().describe("Client certificate, PEM"),
    tlsKeyFile: z.string().min(1).optional().describe("Private key of the client certificate, PEM"),
    labels: z.array(z.string().min(1).max(100)).max(50).default([]).describe(
      "Container labels that plugins may see, besides those of Compose and llm-monitor",
    ),
    timeout: durationField.prefault("5s").describe("Timeout of one request to the engine"),
    maxBytes: sizeField.prefault("8MiB").describe("Maximum size of an answer from the engine"),
    parallel: z.int().min(1).max(64).default(8).describe("Maximum concurrent requests"),
    idleTimeout: durationField.prefault("60s").describe(
      "Time after which the idle service process ends",
    ),
  }).prefault({}),
  inventory: z.strictObject({
    timeout: durationField.prefault("10s").describe("Timeout of one inventory call"),
    idleTimeout: durationField.prefault("30s").describe(
      "Time after which the idle service process ends",
    ),
  }).prefault({}),
}).prefault({});

/** The schema of config.yaml. */
export const configSchema = z.strictObject({
  server,
  plugins: z.object({
    dir: z.string().min(1).default("plugins").describe("Folder that holds the plugins"),
  }).catchall(pluginSettingsSchema).check((context) => {
    for (const key of Object.keys(context.value)) {
      if (key !== "dir" && !PLUGIN_NAME.test(key)) {
        context.issues.push({
          code: "custom",
          message: "is neither `dir` nor the name of a plugin (lower-case letters, digits, _)",
          path: [key],
          input: context.value,
        });
      }
    }
  }).prefault({}),
  state: z.strictObject({
    dir: z.string().min(1).default(".llm-monitor").describe("Folder for staged plugins and caches"),
  }).prefault({}),
  log: z.strictObject({
    level: z.enum(["debug", "info", "warn", "error"]).default("info").describe(
      "Minimum log level",
    ),
    format: z.enum(["auto", "json", "text"]).default("auto").describe(
      "auto writes text on a terminal, otherwise JSON lines",
    ),
  }).prefault({}),
  policy,
  supervisor,
  services,
});

/** The schema as JSON Schema, of what a person writes; for those who list the options. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
}

/** The configuration in force: defaults filled in, durations in ms, sizes in bytes. */
export type Config = z.infer<typeof configSchema>;

/** Settings of the collectors' timing, as the host gets them. */
export type SupervisorSettings = Config["supervisor"];
