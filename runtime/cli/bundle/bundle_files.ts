import { CodedError } from "../../contract/errors.ts";
import { issuesFromZod } from "../../contract/issue.ts";
import { z } from "../../contract/zod.ts";
import { BUNDLE_FORMAT, BUNDLE_LIMITS, BUNDLE_VERSION } from "./bundle.ts";
import type { Bundle } from "./bundle.ts";
import { readTar, TarError, writeTar } from "./tar.ts";
import type { TarFile } from "./tar.ts";

/** Contents of each file of a bundle, for the person who looks before sending it. */
export const BUNDLE_FILES: Readonly<Record<string, string>> = {
  "bundle.json": "what created it, when, and what was left out",
  "doctor.json": "the result of doctor",
  "config.json": "the configuration in force",
  "instance.json": "status, problems and log of the running instance",
  "metrics.prom": "the metrics that the plugins returned",
  "commands.json": "commands that plugins ran",
  "pages.json": "pages of LLM servers",
  "engine.json": "documents from Docker or podman, reduced to what is read",
  "facts.json": "files of /proc and /sys",
  "kernel-log.json": "lines of the kernel's log",
};

const text = z.string();
const schemas = {
  "bundle.json": z.object({
    format: z.literal(BUNDLE_FORMAT),
    version: z.int(),
    madeAt: z.iso.datetime(),
    monitor: text,
    versions: z.record(text, text),
    leftOut: z.array(text),
  }),
  "commands.json": z.array(z.object({
    command: text.regex(/^[A-Za-z0-9][\w+-]{0,63}$/),
    args: z.array(text),
    code: z.int().min(0).max(255),
    stdout: text,
    stderr: text,
  })),
  "pages.json": z.array(z.object({
    method: text.regex(/^[A-Z]{1,16}$/),
    url: z.url({ protocol: /^https?$/ }),
    status: z.union([z.literal(0), z.int().min(200).max(599)]),
    contentType: text.regex(/^[\x20-\x7e]*$/),
    body: text,
  })),
  "engine.json": z.array(z.object({
    path: text.startsWith("/"),
    status: z.int().min(200).max(599),
    document: z.unknown(),
  })),
  "facts.json": z.record(text.regex(/^\/(?:proc|sys)(?:\/(?!\.\.?(?:\/|$))[\w.:@+,=-]+)+$/), text),
  "kernel-log.json": z.array(z.object({ unixSeconds: z.number(), text })),
};

/** Writes a bundle as an archive, and names its files with their sizes. */
export function packBundle(bundle: Bundle): { archive: Uint8Array; files: TarFile[] } {
  const { origin, doctor, config, instance, metrics, answers } = bundle;
  const contents: Record<keyof typeof BUNDLE_FILES, unknown> = {
    "bundle.json": { format: BUNDLE_FORMAT, version: BUNDLE_VERSION, ...origin },
    "doctor.json": doctor,
    "config.json": config,
    "instance.json": instance,
    "commands.json": answers.commands,
    "pages.json": answers.pages,
    "engine.json": answers.engine,
    "facts.json": answers.facts,
    "kernel-log.json": answers.kernelLog,
  };
  const encoder = new TextEncoder();
  const files = [
    ...Object.entries(contents).map(([name, value]) => ({
      name,
      bytes: encoder.encode(`${JSON.stringify(value, null, 2)}\n`),
    })),
    { name: "metrics.prom", bytes: encoder.encode(metrics) },
  ];
  return { archive: writeTar(files, Date.parse(origin.madeAt) / 1_000), files };
}

/**
 * Reads a bundle of anybody's: nothing of it is trusted.
 *
 * @param shown the file, for messages.
 * @throws {CodedError} `bundle_invalid`, with the one thing that is wrong.
 */
export function unpackBundle(archive: Uint8Array, shown: string): Bundle {
  const invalid = (why: string, cause?: unknown) => {
    const hint = "Bundles are made by deno task doctor --bundle FILE";
    return new CodedError("bundle_invalid", `Cannot use the bundle ${shown}: ${why}`, {
      cause,
      hint,
    });
  };
  const files = openArchive(archive, invalid);
  const json = (name: string): unknown => {
    const bytes = files.get(name);
    if (!bytes) throw invalid(`it has no ${name}`);
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (cause) {
      throw invalid(`its ${name} is not JSON`, cause);
    }
  };
  const checked = <Name extends keyof typeof schemas>(
    name: Name,
  ): z.infer<(typeof schemas)[Name]> => {
    const value = json(name);
    const parsed = schemas[name].safeParse(value);
    if (parsed.success) return parsed.data as z.infer<(typeof schemas)[Name]>;
    const [issue] = issuesFromZod(parsed.error, value, { code: "bundle_invalid", file: name });
    throw invalid(`in its ${name} ${issue?.path || "the whole"} ${issue?.rule}`);
  };
  const { format: _, version, ...origin } = checked("bundle.json");
  if (version !== BUNDLE_VERSION) {
    throw invalid(
      `it has version ${version}, made by llm-monitor ${origin.monitor}; this one reads ${BUNDLE_VERSION}`,
    );
  }
  return {
    origin,
    doctor: json("doctor.json"),
    config: json("config.json"),
    instance: json("instance.json"),
    metrics: new TextDecoder().decode(files.get("metrics.prom")),
    answers: {
      commands: checked("commands.json"),
      pages: checked("pages.json"),
      engine: checked("engine.json") as Bundle["answers"]["engine"],
      facts: checked("facts.json"),
      kernelLog: checked("kernel-log.json"),
    },
  };
}

function openArchive(
  archive: Uint8Array,
  invalid: (why: string, cause: unknown) => CodedError,
): Map<string, Uint8Array> {
  try {
    return readTar(archive, {
      maxFiles: BUNDLE_LIMITS.files,
      maxBytes: BUNDLE_LIMITS.archiveBytes,
    });
  } catch (cause) {
    if (cause instanceof TarError) throw invalid(cause.message, cause);
    throw cause;
  }
}
