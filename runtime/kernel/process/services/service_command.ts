import { ALLOCATOR_ENV, OWN_V8_FLAGS } from "../../../policy/flags.ts";

/** Programs and folders of a service, and the words in front of it. */
export interface ServicePlace {
  readonly denoPath: string;
  readonly denoDir: string;
  readonly projectDir: string;
  /** The words in front of a service's process. */
  readonly serviceWrapper: readonly string[];
}

/**
 * The command line of a service's process.
 *
 * @param file its entry, below runtime/.
 */
export function serviceCommand(
  { denoPath, projectDir, serviceWrapper }: ServicePlace,
  file: string,
  permissions: readonly string[],
): string[] {
  return [
    ...serviceWrapper,
    denoPath,
    "run",
    "--quiet",
    OWN_V8_FLAGS,
    "--no-prompt",
    `--config=${projectDir}/deno.json`,
    "--frozen",
    "--cached-only",
    ...permissions,
    `${projectDir}/runtime/${file}`,
  ];
}

/** The environment of a service's process. */
export function serviceEnv({ denoDir }: ServicePlace): Record<string, string> {
  return {
    ...ALLOCATOR_ENV,
    DENO_DIR: denoDir,
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    LC_ALL: "C",
  };
}
