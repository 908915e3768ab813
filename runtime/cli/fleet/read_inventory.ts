import { FLEET_BYTES, fleetSchema } from "../../contract/fleet.ts";
import {
  formatCount,
  formatPath,
  IssuesError,
  issuesFromZod,
  MAX_ISSUES,
  showValue,
  valueAt,
} from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { isRecord } from "../../contract/record.ts";
import { readYamlFile } from "../../kernel/config/yaml_file.ts";
import type { YamlFile } from "../../kernel/config/yaml_file.ts";
import { resolveHosts } from "./resolve_hosts.ts";
import type { Host } from "./resolve_hosts.ts";

/** The hosts of a fleet. */
export interface Inventory {
  /** The file as the person named it. */
  readonly file: string;
  readonly hosts: readonly Host[];
  /** Names of the groups, in their order. */
  readonly groups: readonly string[];
}

/** A file of YAML, and where it lies. */
export interface InventoryFile {
  /** As the person named it. */
  readonly file: string;
  /** The folder from which its paths are meant. */
  readonly folder: string;
  readonly yaml: YamlFile;
}

/**
 * Reads an inventory whole. Paths in it are meant from the folder that it lies in.
 *
 * @throws {IssuesError} with everything that is wrong: `fleet_unreadable`, `yaml_invalid`, `fleet_invalid`.
 */
export async function readInventory(file: string, cwd: string): Promise<Inventory> {
  return takeInventory(await readInventoryFile(file, cwd));
}

/** @throws {IssuesError} `fleet_unreadable`, `yaml_invalid`, `fleet_invalid` for a file that is too large. */
export async function readInventoryFile(file: string, cwd: string): Promise<InventoryFile> {
  const path = file.startsWith("/") ? file : `${cwd}/${file}`;
  const yaml = await readYamlFile(path, {
    displayFile: file,
    maxBytes: FLEET_BYTES,
    codes: { unreadable: "fleet_unreadable", tooLarge: "fleet_invalid" },
  });
  return { file, folder: path.slice(0, path.lastIndexOf("/")), yaml };
}

/**
 * Takes an inventory that was read.
 *
 * @throws {IssuesError} `fleet_invalid`, with everything that is wrong.
 */
export function takeInventory({ file, folder, yaml: { value, lineOf } }: InventoryFile): Inventory {
  const place = { code: "fleet_invalid" as const, file };
  const input = writeOutHosts(value);
  const parsed = fleetSchema.safeParse(input);
  if (!parsed.success) {
    throw new IssuesError(
      issuesFromZod(parsed.error, input, { ...place, lineOf, schema: fleetSchema }),
    );
  }
  const { hosts, faults } = resolveHosts(parsed.data, lineOf);
  if (faults.length > 0) {
    const issues = faults.slice(0, MAX_ISSUES).map(({ path, rule, fix }): Issue => {
      const found = path.length === 0 ? undefined : showValue(valueAt(input, path), path);
      const line = lineOf(path);
      return {
        ...place,
        path: formatPath(path),
        rule,
        ...(found === undefined ? {} : { value: found }),
        ...(fix === undefined ? {} : { fix }),
        ...(line === undefined ? {} : { line }),
      };
    });
    throw new IssuesError([...issues, ...formatCount(faults.length - issues.length, place)]);
  }
  return {
    file,
    hosts: hosts.map((host) => ({
      ...host,
      tokenFile: absolute(host.tokenFile, folder),
      caFile: absolute(host.caFile, folder),
    })),
    groups: Object.keys(parsed.data.groups),
  };
}

/** Writes `- 10.0.0.7` as `- { address: 10.0.0.7 }`, so that what is wrong with it has a place. */
function writeOutHosts(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { groups } = value;
  return {
    ...withHosts(value),
    ...(isRecord(groups)
      ? { groups: Object.fromEntries(Object.entries(groups).map(([k, v]) => [k, withHosts(v)])) }
      : {}),
  };
}

function withHosts<Value>(value: Value): Value {
  if (!isRecord(value) || !Array.isArray(value.hosts)) return value;
  const hosts = value.hosts.map((one) => typeof one === "string" ? { address: one } : one);
  return { ...value, hosts };
}

function absolute(path: string | undefined, folder: string): string | undefined {
  return path === undefined || path.startsWith("/") ? path : `${folder}/${path}`;
}
