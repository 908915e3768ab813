import { resolve } from "node:path";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import type { Verb } from "../../runtime/cli/verb.ts";
import { composeCommand, isFirstCompose } from "./engine.ts";
import { parseEnvFile, readEnvFile } from "./env_file.ts";
import { SECRETS } from "./settings.ts";
import type { SecretName } from "./settings.ts";

const SOCKET = "/var/run/docker.sock";
const PASSWORD_BYTES = 18;

/** `deno task stack init`. */
export const stackInit: Verb = {
  command: "deno task stack init",
  summary: "Writes compose/.env and the stack's secrets; existing files stay",
  flags: {
    dir: {
      type: "string",
      value: "FOLDER",
      summary: "Folder of compose.yaml (default: the project's)",
    },
    socket: { type: "string", value: "FILE", summary: `Docker's socket (default: ${SOCKET})` },
  },
  operands: [],
  examples: [
    ["deno task stack init", "before the first docker compose up"],
    ["deno task stack init --socket /run/user/1000/docker.sock", "rootless Docker"],
  ],
  async run({ values }, { output, style, env }) {
    const dir = values.get("dir") ?? `${projectDir()}/compose`;
    const before = await readEnvFile(`${dir}/.env`);
    const socket = values.get("socket") ?? before?.DOCKER_SOCKET ?? SOCKET;
    const wanted: Record<string, string> = { COMPOSE_PROJECT_NAME: "llm-monitor" };
    const group = await readGroup(socket);
    if (group !== undefined) {
      wanted.DOCKER_GID = String(group);
      // A socket that is not there may be a typing error, and what is written once stays.
      if (socket !== SOCKET) wanted.DOCKER_SOCKET = socket;
    }
    if (isFirstCompose((await composeCommand(env))?.version ?? "")) {
      // It would look for ./seccomp.json in the folder in which it is run.
      wanted.SECCOMP_PROFILE = resolve(dir, "seccomp.json");
    }
    const { written, kept } = await addVariables(`${dir}/.env`, wanted);
    for (const line of written) output.line(`compose/.env: ${line}`);
    for (const name of await writeSecrets(`${dir}/secrets`)) {
      output.line(`compose/secrets/${name}: ${describe(name)}`);
    }
    if (group === undefined) {
      output.note(
        `${
          style.yellow("warning")
        } There is no ${socket}. Install Docker, or name its socket with ` +
          "--socket, and run this again: the stack needs DOCKER_GID, the group of the socket",
      );
      return EXIT.failure;
    }
    for (const { name, value, asked } of kept) {
      output.note(
        `${style.yellow("warning")} ${name} stays "${value}", as compose/.env has it. ` +
          `If it should be "${asked}", change it there`,
      );
    }
    output.line("Next: docker compose -f compose/compose.yaml up -d --build");
    return EXIT.ok;
  },
};

async function readGroup(socket: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(socket)).gid ?? undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A variable that stays as it is in the file, although another value was asked for. */
interface KeptVariable {
  readonly name: string;
  readonly value: string;
  readonly asked: string;
}

/** Adds the variables that a file does not have; returns their lines, and what it has otherwise. */
async function addVariables(
  path: string,
  wanted: Readonly<Record<string, string>>,
): Promise<{ written: string[]; kept: KeptVariable[] }> {
  let text = "# Settings of the stack. .env.example in the project's folder lists all of them.\n";
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const known = parseEnvFile(text);
  const kept = Object.entries(wanted).flatMap(([name, asked]) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    // The name of the project is the operator's to choose.
    const isOther = value !== undefined && value !== asked && name !== "COMPOSE_PROJECT_NAME";
    return isOther ? [{ name, value, asked }] : [];
  });
  const lines = Object.entries(wanted).filter(([name]) => !Object.hasOwn(known, name))
    .map(([name, value]) => `${name}=${value}`);
  if (lines.length === 0) return { written: [], kept };
  const separator = text.endsWith("\n") ? "" : "\n";
  await Deno.writeTextFile(path, `${text}${separator}${lines.join("\n")}\n`);
  return { written: lines, kept };
}

/**
 * Writes the secrets that are not there. Services of other users read the files, so these are open and
 * their folder is closed.
 */
async function writeSecrets(dir: string): Promise<SecretName[]> {
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const written: SecretName[] = [];
  for (const name of SECRETS) {
    const text = name === "grafana-admin-password" ? `${randomPassword()}\n` : "";
    try {
      await Deno.writeTextFile(`${dir}/${name}`, text, { createNew: true, mode: 0o644 });
      written.push(name);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  return written;
}

function randomPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

function describe(name: SecretName): string {
  return {
    "grafana-admin-password": "a random password for the user admin",
    "alertmanager-url": "empty; put the address of a webhook or of Slack there",
    "smtp-password": "empty; put the mail server's password there",
  }[name];
}
