/** plugins.lock.json: what the operator approved. */
import { PLUGIN_NAME } from "./manifest.ts";
import { z } from "./zod.ts";

const items = z.array(z.string().max(4_096)).max(256);

const lockEntry = z.strictObject({
  /** The code that was shown when it was approved. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex"),
  grant: z.strictObject({
    net: items,
    env: items,
    read: items,
    facts: items,
    exec: z.array(z.strictObject({ command: z.string(), args: items })).max(64),
    docker: items.default([]),
  }),
  approvedAt: z.iso.datetime(),
});

/** The schema of plugins.lock.json. */
export const lockSchema = z.strictObject({
  version: z.literal(1, "must be 1, the only version there is"),
  plugins: z.record(z.string().regex(PLUGIN_NAME, "must be the name of a plugin"), lockEntry),
});

export type Lock = z.infer<typeof lockSchema>;
export type LockEntry = z.infer<typeof lockEntry>;

export const EMPTY_LOCK: Lock = { version: 1, plugins: {} };
