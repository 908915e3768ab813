import { release } from "node:os";
import { VERSION } from "../../contract/version.ts";
import { CodedError } from "../../contract/errors.ts";
import { Instance } from "../instance.ts";
import type { Project } from "../project.ts";
import type { VerbContext } from "../verb.ts";
import type { Bundle } from "./bundle.ts";
import { packBundle } from "./bundle_files.ts";
import { findKnownNames } from "./known_names.ts";
import type { RecordedRun } from "./record_run.ts";
import { redactBundle } from "./redact_bundle.ts";
import { Redactor } from "./redactor.ts";
import { printContents } from "./save_bundle.ts";
import type { BundleFile } from "./save_bundle.ts";

/** Parts of a bundle. */
export interface BundleParts {
  readonly project: Project;
  readonly recorded: RecordedRun;
  /** The result of `doctor`. */
  readonly doctor: unknown;
}

/** Makes a bundle, writes it to its file, and prints what is in it. */
export async function makeBundle(
  file: BundleFile,
  { project, recorded, doctor }: BundleParts,
  { env, say }: Pick<VerbContext, "env"> & { say: (line: string) => void },
): Promise<void> {
  const { config } = project.loaded;
  const { recorder, run } = recorded;
  const redactor = new Redactor(await findKnownNames(config, env));
  const late = run ? [] : ["The plugins did not finish in time: their metrics"];
  const bundle: Bundle = {
    origin: {
      madeAt: new Date().toISOString(),
      monitor: VERSION,
      versions: {
        deno: Deno.version.deno,
        kernel: `${Deno.build.os} ${release()}`,
        machine: Deno.build.arch,
        ...Object.fromEntries(
          project.plugins.map(({ folder, manifest }) => [
            `plugin ${folder.name}`,
            manifest?.version ?? "none",
          ]),
        ),
      },
      leftOut: [...recorder.leftOut, ...late],
    },
    doctor,
    config,
    instance: await askInstance(config.server, env),
    metrics: run?.text ?? "",
    answers: recorder.answers,
  };
  const redacted = redactBundle(bundle, redactor);
  const { archive, files } = packBundle(redacted);
  await file.save(archive);
  const { leftOut } = redacted.origin;
  printContents({ path: file.path, files, counts: redactor.counts, leftOut }, say);
}

/** Asks the instance of this configuration how it is; null where none runs. */
async function askInstance(
  server: Project["loaded"]["config"]["server"],
  env: VerbContext["env"],
): Promise<unknown> {
  try {
    const instance = await Instance.configured(server, env);
    const names = ["status", "problems", "plugins", "logs"];
    const answers = await Promise.all(
      names.map((name) => instance.getJson<unknown>(`/api/v1/${name}`)),
    );
    return Object.fromEntries(names.map((name, index) => [name, answers[index]]));
  } catch (error) {
    if (error instanceof CodedError) return null;
    throw error;
  }
}
