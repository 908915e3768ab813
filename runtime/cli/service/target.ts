import { CodedError } from "../../contract/errors.ts";
import { projectDir } from "../project_dir.ts";
import type { ArgumentRules, ParsedArguments } from "../parse_arguments.ts";
import { NAME, PATHS } from "./service_paths.ts";
import { unitText } from "./unit_text.ts";
import type { UnitOptions } from "./unit_text.ts";

/** Flags of the verbs that write a unit, or compare one. */
export const UNIT_FLAGS: ArgumentRules["flags"] = {
  project: { type: "string", value: "FOLDER", summary: "Folder of deno.json (default: this one)" },
  deno: {
    type: "string",
    value: "FILE",
    summary: "Deno's program file (default: the one that is running)",
  },
  config: {
    type: "string",
    value: "FILE",
    summary: `Configuration file (default: ${PATHS.config})`,
  },
  groups: {
    type: "string",
    value: "NAMES",
    summary:
      "Groups besides its own, separated by commas: docker for containers, render for AMD's cards",
  },
  "kernel-log": {
    type: "boolean",
    summary: "Let it read the kernel's log (CAP_SYSLOG), for faults of cards",
  },
};

/** Flags of the verbs that change a system, or look at one. */
export const ROOT_FLAG: ArgumentRules["flags"] = {
  root: { type: "string", value: "FOLDER", summary: "A system that is not running, mounted there" },
};

/** The unit that the command line asks for. */
export function unitOptions({ values, switches }: ParsedArguments): UnitOptions {
  return {
    project: values.get("project") ?? projectDir(),
    deno: values.get("deno") ?? Deno.execPath(),
    config: values.get("config") ?? PATHS.config,
    groups: (values.get("groups") ?? "").split(",").filter((group) => group !== ""),
    kernelLog: switches.has("kernel-log"),
  };
}

/** A file of the service, as it has to be. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** It belongs to the operator once it is there. */
  readonly stays: boolean;
}

const CONFIG = `# Every option: docs/configuration.md. Read again when it changes.
`;
const ENVIRONMENT = `# Variables with secrets, for example CHAT_KEY=... for apiKeyEnv: CHAT_KEY.
# systemctl restart ${NAME} after a change.
`;

/**
 * Lists the files of a service.
 *
 * @throws {CodedError} `usage` for what a unit cannot carry.
 */
export function serviceFiles(options: UnitOptions): ServiceFile[] {
  const user = `u ${NAME} - "Monitoring for LLM servers" ${PATHS.home}\n`;
  return [
    { path: PATHS.sysusers, text: user, mode: 0o644, stays: false },
    { path: PATHS.config, text: CONFIG, mode: 0o644, stays: true },
    { path: PATHS.environment, text: ENVIRONMENT, mode: 0o600, stays: true },
    { path: PATHS.unit, text: unitText(options), mode: 0o644, stays: false },
  ].filter(({ path }) => path !== PATHS.config || options.config === PATHS.config);
}

/** A user of the system. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** A system that a service is installed on: this one, or one below a folder. */
export class Target {
  /** The empty text for the system that runs. */
  readonly root: string;

  constructor(root: string) {
    this.root = root.replace(/\/$/, "");
  }

  get isRunning(): boolean {
    return this.root === "";
  }

  place(path: string): string {
    return `${this.root}${path}`;
  }

  /** Reads a file; undefined when it is not there. */
  async read(path: string): Promise<string | undefined> {
    try {
      return await Deno.readTextFile(this.place(path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async account(): Promise<Account | undefined> {
    const [, , uid, gid] = await this.#entry("/etc/passwd", NAME) ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
  }

  async hasGroup(name: string): Promise<boolean> {
    return await this.#entry("/etc/group", name) !== undefined;
  }

  /**
   * Runs a program of systemd or of the user database, and returns what it wrote.
   *
   * @throws {CodedError} `service_failed` when it is not there or fails.
   */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    const { code, text } = await this.tryRun(program, ...args);
    if (code === 0) return text;
    const line = [program, ...args].join(" ");
    throw new CodedError("service_failed", `${line} ended with ${code}: ${text.trim()}`);
  }

  async tryRun(
    program: string,
    ...args: readonly string[]
  ): Promise<{ code: number; text: string }> {
    // userdel would look for libraries there.
    const option = program === "userdel" ? "--prefix" : "--root";
    const options = this.isRunning ? args : [`${option}=${this.root}`, ...args];
    try {
      const { code, stdout, stderr } = await new Deno.Command(program, {
        args: [...options],
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { code, text: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new CodedError("service_failed", `Cannot run ${program}: it is not on the PATH`, {
        hint: "It is part of systemd; without systemd, deno task service print shows what to do",
      });
    }
  }

  async #entry(file: string, name: string): Promise<string[] | undefined> {
    const lines = (await this.read(file) ?? "").split("\n");
    return lines.find((line) => line.startsWith(`${name}:`))?.split(":");
  }
}
