/**
 * The `view` of a manifest: which of a plugin's families the status page shows as what. The page knows
 * kinds and roles, and never a plugin.
 */
import { printedText } from "./fields.ts";
import { VIEW_KIND_NAMES } from "./view_kinds.ts";
import type { ViewKind } from "./view_kinds.ts";
import { z } from "./zod.ts";

const labelName = z.string().min(1).max(64);
const labelValues = z.record(labelName, z.array(z.string().max(200)).min(1).max(32));

const source = z.strictObject({
  metric: z.string().max(200),
  /** Samples that count: each label has one of the values. */
  where: labelValues.optional(),
  /** Samples that do not count: a label has one of the values. */
  except: labelValues.optional(),
  /** The label whose value is the text or the part; of several the first that is not empty. */
  label: z.union([labelName, z.array(labelName).min(1).max(4)]).optional(),
  /** The text where a sample is above 0. */
  say: printedText(60).optional(),
});

export const viewSchema = z.strictObject({
  kind: z.enum(VIEW_KIND_NAMES as [ViewKind, ...ViewKind[]]),
  /** The labels that tell one thing from the next; none where there is one thing only. */
  key: z.array(labelName).max(4).default([]),
  fields: z.record(
    z.string(),
    z.union([source, z.array(source).min(1).max(8)]).transform((value) =>
      Array.isArray(value) ? value : [value]
    ),
  ),
});

type DeepReadonly<T> = T extends (infer Item)[] ? readonly DeepReadonly<Item>[]
  : T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
  : T;

/** A view as it is in code: every field is a list of sources. */
export type View = DeepReadonly<z.infer<typeof viewSchema>>;
export type ViewSource = View["fields"][string][number];
