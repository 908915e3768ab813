import type { ErrorCode } from "../../contract/codes.ts";
import { errorText } from "../../contract/errors.ts";
import { IssuesError } from "../../contract/issue.ts";
import { formatSize } from "../../contract/size.ts";
import type { YamlFile } from "./parse_yaml.ts";
import { readBounded } from "./read_bounded.ts";

/** Options for reading a file. */
export interface YamlOptions {
  /** The file as a person would name it. */
  readonly displayFile: string;
  readonly maxBytes: number;
  readonly codes: { readonly unreadable: ErrorCode; readonly tooLarge: ErrorCode };
}

/**
 * Reads one YAML file, strictly: a single mapping, no key twice, no anchors and aliases, no tags.
 *
 * @throws {IssuesError} with everything that is wrong.
 */
export async function readYamlFile(file: string, options: YamlOptions): Promise<YamlFile> {
  const { displayFile, maxBytes, codes } = options;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBounded(file, maxBytes);
  } catch (error) {
    throw new IssuesError([{
      code: codes.unreadable,
      file: displayFile,
      path: "",
      rule: `cannot be read: ${errorText(error)}`,
      fix: "It must be a regular file that this user may read",
    }]);
  }
  if (!bytes) {
    const rule = `must not be larger than ${formatSize(maxBytes)}`;
    throw new IssuesError([{ code: codes.tooLarge, file: displayFile, path: "", rule }]);
  }
  // Loaded when there is something to parse: the host starts sooner where there is no configuration.
  const { parseYaml } = await import("./parse_yaml.ts");
  return parseYaml(decode(bytes, displayFile), displayFile);
}

function decode(bytes: Uint8Array, displayFile: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const rule = "must be UTF-8";
    throw new IssuesError([{ code: "yaml_invalid", file: displayFile, path: "", line: 1, rule }]);
  }
}
