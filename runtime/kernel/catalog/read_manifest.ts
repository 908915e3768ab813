import { IssuesError, issuesFromZod } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { LIMITS } from "../../contract/limits.ts";
import { manifestSchema } from "../../contract/manifest.ts";
import type { Manifest } from "../../contract/manifest.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import { readYamlFile } from "../config/yaml_file.ts";

/** A manifest, and where its keys stand. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** The manifest's file as a person names it, and the plugin that it has to be of. */
export interface ManifestOptions {
  /** The folder's name, which the manifest has to repeat; absent where it need not. */
  readonly name?: string;
  readonly displayFile?: string;
  /** Parses the text, which is a stranger's; here, where nothing else is said. */
  readonly parse?: (text: string) => Promise<ParsedYaml>;
}

/**
 * Reads the manifest of a plugin's folder.
 *
 * @throws {IssuesError} with everything that is wrong.
 */
export async function readManifest(
  dir: string,
  options: ManifestOptions = {},
): Promise<ReadManifest> {
  const { displayFile = `${dir}/plugin.yaml`, name, parse } = options;
  await checkPresence(dir, displayFile);
  const { value, lineOf } = await readYamlFile(`${dir}/plugin.yaml`, {
    displayFile,
    maxBytes: LIMITS.manifestBytes,
    ...(parse && { parse }),
    codes: { unreadable: "manifest_unreadable", tooLarge: "manifest_too_large" },
  });
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    throw new IssuesError(issuesFromZod(parsed.error, value, {
      code: "manifest_invalid",
      file: displayFile,
      lineOf,
      schema: manifestSchema,
    }));
  }
  const manifest = parsed.data;
  const issue = nameIssue(manifest, name) ?? await entryIssue(manifest, dir);
  if (!issue) return { manifest, lineOf };
  const line = lineOf([issue.path]);
  throw new IssuesError([{
    ...issue,
    file: displayFile,
    ...(line === undefined ? {} : { line }),
  }]);
}

async function checkPresence(dir: string, displayFile: string): Promise<void> {
  try {
    await Deno.lstat(`${dir}/plugin.yaml`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new IssuesError([{
      code: "manifest_missing",
      file: displayFile,
      path: "",
      rule: "is missing; every plugin needs one",
      fix: "See docs/plugins.md",
    }]);
  }
}

function nameIssue(
  manifest: Manifest,
  name: string | undefined,
): Omit<Issue, "file"> | undefined {
  if (name === undefined || manifest.name === name) return undefined;
  return {
    code: "plugin_name_mismatch",
    path: "name",
    value: JSON.stringify(manifest.name),
    rule: `must be the name of its folder, "${name}"`,
  };
}

async function entryIssue(
  { entry }: Manifest,
  dir: string,
): Promise<Omit<Issue, "file"> | undefined> {
  try {
    if ((await Deno.lstat(`${dir}/${entry}`)).isFile) return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return {
    code: "manifest_invalid",
    path: "entry",
    value: JSON.stringify(entry),
    rule: "must be a file in the plugin's folder; there is none of that name",
  };
}
