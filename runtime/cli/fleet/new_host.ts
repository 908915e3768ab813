import { formatPath, IssuesError } from "../../contract/issue.ts";
import { isRecord } from "../../contract/record.ts";
import { shellWord } from "../../contract/shell_word.ts";
import { NO_YAML } from "../../kernel/config/yaml_file.ts";
import { tryLstat } from "../../kernel/disk/walk_path.ts";
import { readInventoryFile, takeInventory } from "./read_inventory.ts";
import type { Inventory, InventoryFile } from "./read_inventory.ts";
import type { Host } from "./resolve_hosts.ts";

/** A host that somebody wants to add. */
export interface NewHost {
  readonly address: string;
  readonly name?: string;
  /** The group that it joins; it has to be there. */
  readonly group?: string;
}

/** The folder of settings on a box, as `deno task service install` has it. */
const BOX_FOLDER = "/etc/llm-monitor";
/** The variable that holds the token there. */
const BOX_VARIABLE = "FLEET_TOKEN";

/**
 * Resolves a host as if it stood in the inventory already, last of its group.
 *
 * @throws {IssuesError} `fleet_invalid` for one that is there, has a bad address, or another's name.
 */
export async function resolveNewHost(
  { group, ...host }: NewHost,
  { file, cwd }: { file: string; cwd: string },
): Promise<{ host: Host; isFirst: boolean }> {
  const inventory = await readOrBegin(file, cwd);
  const { value } = inventory.yaml;
  const yaml = { ...inventory.yaml, value: withHost(value, host, group) };
  const { hosts } = takeWithNewHost({ ...inventory, yaml }, newHostPath(value, group));
  const found = hosts.findLast((one) => one.group === (group ?? ""));
  if (found === undefined) throw new Error("The new host is not in its own inventory");
  return { host: found, isFirst: hosts.length === 1 };
}

/** Takes an inventory; what is wrong with the new host is told as such, since no line of the file has it. */
function takeWithNewHost(inventory: InventoryFile, newPath: string): Inventory {
  try {
    return takeInventory(inventory);
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    throw new IssuesError(error.issues.map((issue) => {
      if (!issue.path.startsWith(newPath)) return issue;
      const { line: _, ...rest } = issue;
      const part = issue.path.slice(newPath.length).replace(/^\./, "");
      return {
        ...rest,
        path: part === "" ? "the new host" : `${part} of the new host`,
      };
    }));
  }
}

/** The place that the new host gets. */
function newHostPath(value: Value, group: string | undefined): string {
  const groups = isRecord(value.groups) ? value.groups : {};
  const holder = group === undefined ? value : groups[group];
  const list = isRecord(holder) && Array.isArray(holder.hosts) ? holder.hosts : [];
  const above = group === undefined ? [] : ["groups", group];
  return formatPath([...above, "hosts", list.length]);
}

/** The names of the groups that an inventory has; none where there is no file yet. */
export async function listGroups(file: string, cwd: string): Promise<readonly string[]> {
  const { yaml: { value: { groups } } } = await readOrBegin(file, cwd);
  return isRecord(groups) ? Object.keys(groups) : [];
}

/** The first host of a fleet is no error. */
async function readOrBegin(file: string, cwd: string): Promise<InventoryFile> {
  try {
    return await readInventoryFile(file, cwd);
  } catch (error) {
    const path = file.startsWith("/") ? file : `${cwd}/${file}`;
    if (!(error instanceof IssuesError) || await tryLstat(path)) throw error;
    return { file, folder: path.slice(0, path.lastIndexOf("/")), yaml: NO_YAML };
  }
}

type Value = Readonly<Record<string, unknown>>;

function withHost(value: Value, host: Value, group: string | undefined): Value {
  const add = (of: Value): Value => ({
    ...of,
    hosts: [...(Array.isArray(of.hosts) ? of.hosts : []), host],
  });
  if (group === undefined) return add(value);
  const groups = isRecord(value.groups) ? value.groups : {};
  const one = groups[group];
  return { ...value, groups: { ...groups, [group]: add(isRecord(one) ? one : {}) } };
}

/** Everything that the steps depend on. */
export interface NewHostSteps {
  readonly host: Host;
  readonly given: NewHost;
  /** The inventory as the person named it. */
  readonly file: string;
  readonly isFirst: boolean;
  /** True where its token's file is there. */
  readonly hasToken: boolean;
}

/** Writes the steps that add a host: what is typed here, on the box, and into the inventory. */
export function newHostSteps(steps: NewHostSteps): string[] {
  const all = [
    ...makeTokenStep(steps),
    sendStep(steps.host),
    START_STEP,
    entryStep(steps),
    checkStep(steps),
  ];
  return all.flatMap(([title, ...lines], index) => [
    ...(index > 0 ? [""] : []),
    `${index + 1}. ${title}`,
    ...lines.map((line) => `   ${line}`),
  ]);
}

type Step = readonly [title: string, ...lines: string[]];

function makeTokenStep({ host: { tokenFile }, hasToken }: NewHostSteps): Step[] {
  if (tokenFile === undefined || hasToken) return [];
  const folder = tokenFile.replace(/\/[^/]*$/, "") || "/";
  return [[
    "Here: create the token, once for all hosts that use it.",
    `(set -C; umask 077; mkdir -p ${shellWord(folder)}; ` +
    `openssl rand -base64 32 > ${shellWord(tokenFile)})`,
  ]];
}

/** Settings and token go into the file of variables that systemd reads as root, and nobody else. */
function sendStep({ target, scheme, tokenFile }: Host): Step {
  const port = target.slice(target.lastIndexOf(":") + 1);
  const [, name = ""] = /^\[?(.*?)\]?:\d+$/.exec(target) ?? [];
  const variables = [
    "LLM_MONITOR_SERVER_HOST=0.0.0.0",
    ...(port === "8090" ? [] : [`LLM_MONITOR_SERVER_PORT=${port}`]),
    ...(scheme === "https"
      ? [
        `LLM_MONITOR_SERVER_TLS_CERT_FILE=${BOX_FOLDER}/cert.pem`,
        `LLM_MONITOR_SERVER_TLS_KEY_FILE=${BOX_FOLDER}/key.pem`,
      ]
      : []),
    ...(tokenFile === undefined
      ? []
      : [`LLM_MONITOR_SERVER_AUTH_BEARER_TOKEN_ENV=${BOX_VARIABLE}`]),
  ];
  const print = `printf '%s\\n' ${variables.join(" ")}`;
  const secret = tokenFile === undefined
    ? print
    : `{ ${print}; printf ${BOX_VARIABLE}=; cat ${shellWord(tokenFile)}; }`;
  const keep = `install -d -m 755 ${BOX_FOLDER}; umask 077; cat >> ${BOX_FOLDER}/environment`;
  return [
    tokenFile === undefined
      ? "Here: its settings. Anybody who reaches the host can read it; a tokenFile in the inventory prevents that."
      : "Here: its settings and the token, readable only by root on the host.",
    `${secret} | ssh ${shellWord(`root@${name}`)} '${keep}'`,
  ];
}

const START_STEP: Step = [
  "On the host, as root, in a copy of this folder such as /opt/llm-monitor: the service.",
  "deno task service install --yes",
];

function entryStep({ given: { address, name, group }, file, isFirst }: NewHostSteps): Step {
  const quoted = /[[\]:]/.test(address) ? `"${address}"` : address;
  const entry = name === undefined ? `- ${quoted}` : `- { address: ${quoted}, name: ${name} }`;
  const place = group === undefined ? "hosts" : `groups.${group}.hosts`;
  return [
    isFirst ? `Here: write ${file}.` : `Here: into ${file}, under ${place}.`,
    ...(isFirst ? ["hosts:", `  ${entry}`] : [entry]),
  ];
}

function checkStep({ host: { instance }, file }: NewHostSteps): Step {
  const inventory = file === "fleet.yaml" ? "" : ` --inventory ${shellWord(file)}`;
  return [
    "Here: check that it answers.",
    `deno task fleet check${inventory} --host ${shellWord(instance)}`,
  ];
}
