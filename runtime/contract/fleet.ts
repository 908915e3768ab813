/** The inventory of a fleet, fleet.yaml: strict, and nothing in it is a secret. */
import { isEveryInterface, parseFleetAddress } from "./fleet_address.ts";
import { z } from "./zod.ts";

/** Set by Prometheus itself, or reserved for histograms and summaries. */
const TAKEN_LABELS: ReadonlySet<string> = new Set(["job", "instance", "le", "quantile"]);

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;
/** Prometheus is told to refuse longer ones. */
const LABEL_VALUE_CHARS = 1_024;

const labelName = z.string()
  .regex(LABEL_NAME, "must be letters, digits and _, and must not begin with a digit")
  .refine(
    (name) => !name.startsWith("__"),
    "must not begin with __, which is reserved for Prometheus",
  )
  .refine((name) => !name.startsWith("exported_"), "must not begin with exported_")
  .refine(
    (name) => !TAKEN_LABELS.has(name),
    "is a label that Prometheus sets; a host's `name` becomes its instance",
  );

const labelValue = z.string("must be text; put it in quotes").trim().min(1, "must not be empty")
  .max(LABEL_VALUE_CHARS).regex(/^\P{Cc}*$/u, "must not contain control characters");

const fields = {
  port: z.int("must be a whole number").min(1, "must be 1 to 65535")
    .max(65_535, "must be 1 to 65535").optional(),
  scheme: z.enum(["http", "https"], "must be http or https").optional(),
  tokenFile: z.string().min(1, "must be a path").optional(),
  caFile: z.string().min(1, "must be a path").optional(),
  labels: z.record(labelName, labelValue).optional(),
};

const address = z.string("must be a host such as 10.0.0.7 or gpu-1:8090").refine(
  (text) => parseFleetAddress(text) !== undefined,
  "must be a host such as 10.0.0.7, gpu-1:8090 or [fd00::7]:8090, with a port up to 65535 and without scheme and path",
).refine((text) => {
  const parsed = parseFleetAddress(text);
  return parsed === undefined || !isEveryInterface(parsed);
}, "means every interface of a machine; give the address at which it is scraped");

const host = z.strictObject({
  address,
  name: z.string().regex(
    /^[A-Za-z\d][A-Za-z\d._:-]{0,199}$/,
    "must be 1 to 200 letters, digits, or . _ : -",
  ).optional(),
  ...fields,
}, {
  error: (issue) =>
    issue.code === "invalid_type" ? "must be an address, or an object with one" : undefined,
});

const hosts = z.array(host, "must be a list of hosts");

const group = z.strictObject({ ...fields, hosts: hosts.min(1, "must name a host") });

/** The schema of fleet.yaml, each host written as an object. */
export const fleetSchema = z.strictObject({
  defaults: z.strictObject(fields).prefault({}),
  groups: z.record(
    z.string().regex(/^[a-z\d][a-z\d._-]{0,62}$/, "must be lower-case letters, digits, or . _ -"),
    group,
  ).default({}),
  hosts: hosts.default([]),
});

/** fleet.yaml as data. */
export type FleetFile = z.infer<typeof fleetSchema>;
export type FleetHost = z.infer<typeof host>;
/** Settings that defaults, groups and hosts share. */
export type FleetFields = FleetFile["defaults"];

/** The port of a host that names none. */
export const FLEET_PORT = 8090;
/** Bytes of an inventory: 10,000 hosts with labels are one or two MiB. */
export const FLEET_BYTES = 8 * 1024 * 1024;
/** Labels of one host. */
export const FLEET_LABELS = 20;
