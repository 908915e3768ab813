/** plugins.lock.json: what the operator approved. */
import { PLUGIN_NAME } from "./manifest.ts";
import { approvedGrantSchema } from "./permissions.ts";
import { z } from "./zod.ts";

const lockEntry = z.strictObject({
  /** The code that was shown when it was approved. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex"),
  grant: approvedGrantSchema,
  approvedAt: z.iso.datetime(),
});

/** The schema of plugins.lock.json. */
export const lockSchema = z.strictObject({
  version: z.literal(1, "must be 1, the only version"),
  plugins: z.record(z.string().regex(PLUGIN_NAME, "must be the name of a plugin"), lockEntry),
});

export type Lock = z.infer<typeof lockSchema>;
export type LockEntry = z.infer<typeof lockEntry>;

export const EMPTY_LOCK: Lock = { version: 1, plugins: {} };
