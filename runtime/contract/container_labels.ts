/**
 * Labels of containers that a plugin's manifest declares: by them the kernel finds what an option of
 * type `containers` holds.
 */
import { z } from "./zod.ts";

/** Only such labels leave the process that asks the engine, besides what the operator names. */
const label = z.string().regex(
  /^llm-monitor\.[a-z][a-z0-9.-]{0,62}$/,
  "must be a label that begins with llm-monitor.",
);
const field = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, "must be a camelCase word")
  .refine((name) => name !== "name" && name !== "url", "is reserved: every container has it");

/** The schema of `labels` of an option of type `containers`. */
export const containerLabelsSchema = z.strictObject({
  /** A container with it is one of them: a name, or `true`. */
  name: label,
  /** The port that it serves on, where it has more than one. */
  port: label,
  /** More addresses, by the fields that hold them: each has a port of its own, where it is labelled. */
  addresses: z.record(
    field,
    z.strictObject({ port: label, path: z.string().regex(/^\/[\w./-]{0,200}$/).default("/") }),
  ).default({}),
  /** Other values of it, by the fields that hold them. */
  values: z.record(field, label).default({}),
});
export type ContainerLabels = z.infer<typeof containerLabelsSchema>;

/** A labelled container: where it is reached, and the fields that the manifest declares. */
export interface LabelledContainer {
  readonly name: string;
  readonly url: string;
  readonly [field: string]: string;
}

/** The labelled containers of this machine. */
export interface LabelledContainers {
  /** Those with the labels that a manifest declares. */
  find(labels: ContainerLabels): readonly LabelledContainer[];
  /** Every address of all of them. */
  urls(): readonly string[];
}

/** The containers of a plugin that declares no labels. */
export const NO_CONTAINERS: LabelledContainers = { find: () => [], urls: () => [] };
