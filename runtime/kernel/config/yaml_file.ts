import type { ErrorCode } from "../../contract/codes.ts";
import { refusalText } from "../../contract/errors.ts";
import { formatCount, IssuesError } from "../../contract/issue.ts";
import { formatSize } from "../../contract/size.ts";
import { lineAt, NO_LINES } from "../../yaml/parsed_yaml.ts";
import type { LineNode, ParsedYaml } from "../../yaml/parsed_yaml.ts";
import { readBounded } from "./read_bounded.ts";

/** A YAML file as data, and where in the file each part of it stands. */
export interface YamlFile {
  readonly value: Readonly<Record<string, unknown>>;
  readonly lines: LineNode;
  /** One-based line of the key or item at a path. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** A file that is not there. */
export const NO_YAML: YamlFile = { value: {}, lines: NO_LINES, lineOf: () => undefined };

/** Options for reading a file. */
export interface YamlOptions {
  /** The file as a person would name it. */
  readonly displayFile: string;
  readonly maxBytes: number;
  /** Parses the text; here, where nothing else is said. */
  readonly parse?: (text: string) => Promise<ParsedYaml>;
  readonly codes: { readonly unreadable: ErrorCode; readonly tooLarge: ErrorCode };
}

/**
 * Reads one YAML file, strictly: a single mapping, no key twice, no anchors and aliases, no tags.
 *
 * @throws {IssuesError} with everything that is wrong.
 */
export async function readYamlFile(file: string, options: YamlOptions): Promise<YamlFile> {
  const { displayFile, maxBytes, codes, parse = parseHere } = options;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBounded(file, maxBytes);
  } catch (error) {
    throw new IssuesError([{
      code: codes.unreadable,
      file: displayFile,
      path: "",
      ...error instanceof Deno.errors.NotFound
        ? { rule: "cannot be read: there is no such file", fix: "Create it, or name another file" }
        : {
          rule: `cannot be read: ${refusalText(error)}`,
          fix: "It must be a regular file that this user may read",
        },
    }]);
  }
  if (!bytes) {
    const rule = `must not be larger than ${formatSize(maxBytes)}`;
    throw new IssuesError([{ code: codes.tooLarge, file: displayFile, path: "", rule }]);
  }
  return toYamlFile(await parse(decode(bytes, displayFile)), displayFile);
}

/**
 * Takes a file that was parsed.
 *
 * @throws {IssuesError} `yaml_invalid`.
 */
export function toYamlFile(parsed: ParsedYaml, displayFile: string): YamlFile {
  if (parsed.ok) {
    const { value, lines } = parsed;
    return { value, lines, lineOf: (path) => lineAt(lines, path) };
  }
  const place = { code: "yaml_invalid" as const, file: displayFile };
  throw new IssuesError([
    ...parsed.faults.map(({ line, rule }) => ({ ...place, path: "", line, rule })),
    ...formatCount(parsed.left, place),
  ]);
}

async function parseHere(text: string): Promise<ParsedYaml> {
  // Loaded when there is something to parse: the host starts sooner where there is no configuration.
  const { parseYaml } = await import("../../yaml/parse_yaml.ts");
  return parseYaml(text);
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
