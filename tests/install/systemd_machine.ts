import { copyPackages } from "../../runtime/cli/locked_packages.ts";
import { findDenoDir } from "../../runtime/kernel/config/layout.ts";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { leaveOut } from "../support/leave_out.ts";
import { needs, needsRoot, run } from "../support/tools.ts";

/** Parts of the project that a service needs. */
const PARTS = ["runtime", "plugins", "deno.json", "deno.lock", "plugins.lock.json"];
const BOOT = new URL("boot_systemd.sh", import.meta.url).pathname;

/** A machine of the test's own, on which systemd runs: see boot_systemd.sh. */
export class SystemdMachine implements AsyncDisposable {
  readonly #dir: string;
  readonly #group: string;
  readonly #child: Deno.ChildProcess;
  #pid = "";

  private constructor(dir: string, group: string) {
    this.#dir = dir;
    this.#group = group;
    this.#child = new Deno.Command("setpriv", {
      // It ends with the tests, however they end.
      args: ["--pdeathsig", "KILL", "sh", BOOT, dir, group],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  }

  /** Boots one. Its `/given` is a folder of this machine, see `given`. */
  static async boot(): Promise<SystemdMachine> {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-machine-" });
    await Deno.mkdir(`${dir}/given`);
    const machine = new SystemdMachine(dir, dir.slice(dir.lastIndexOf("/") + 1));
    try {
      machine.#pid = await eventually("systemd is started", () => machine.#findPid(), 60_000);
      await eventually("systemd is up", async () => {
        return (await machine.run("systemctl", "is-system-running")).output.trim() === "running";
      }, 60_000);
      return machine;
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A folder that both machines see. */
  get given(): string {
    return `${this.#dir}/given`;
  }

  /** Puts the project into /opt/llm-monitor, Deno beside it, and its packages into /given/deno_dir. */
  async takeProject(): Promise<void> {
    await copyPackages(REPO, {
      from: findDenoDir(Deno.env.toObject()),
      to: `${this.given}/deno_dir`,
    });
    await Deno.copyFile(Deno.execPath(), `${this.given}/deno`);
    for (const part of PARTS) await must("cp", "-r", `${REPO}/${part}`, this.given);
    const files = PARTS.map((part) => `/given/${part}`).join(" ");
    const script = `mkdir -p /opt/llm-monitor && cp -r ${files} /opt/llm-monitor && ` +
      "chmod -R go+rX /opt/llm-monitor && install -m 755 /given/deno /usr/local/bin/deno";
    await this.must("sh", "-c", script);
  }

  /** Runs a verb of the project, as root. */
  async verb(file: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
    return await this.run(
      ...["env", "HOME=/root", "DENO_DIR=/given/deno_dir", "NO_COLOR=1", "/usr/local/bin/deno"],
      ...["run", "-A", "--quiet", `/opt/llm-monitor/runtime/cli/${file}`, ...args],
    );
  }

  async run(...words: readonly string[]): Promise<{ code: number; output: string }> {
    return await run("setsid", [
      "--wait",
      "nsenter",
      "--target",
      this.#pid,
      "--all",
      "--root",
      "--wd",
      ...words,
    ]);
  }

  async must(...words: readonly string[]): Promise<string> {
    const { code, output } = await this.run(...words);
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${output}`);
    return output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever boots it ends with its parent, and with it all of its processes.
    this.#child.kill("SIGKILL");
    await this.#child.status;
    const script = 'find /sys/fs/cgroup -depth -type d -path "*/$1*" -exec rmdir {} +';
    await eventually(
      "its control groups are gone",
      async () => (await run("sh", ["-c", script, "sh", this.#group])).code === 0,
    );
    await Deno.remove(this.#dir, { recursive: true });
  }

  /** `unshare` is the process that was started; its only child is systemd. */
  async #findPid(): Promise<string | false> {
    const { pid } = this.#child;
    const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
    const [child = ""] = children.trim().split(" ");
    if (child === "") return false;
    return (await Deno.readTextFile(`/proc/${child}/comm`)).trim() === "systemd" && child;
  }
}

/**
 * Returns whether tests on a machine with systemd have to be left out. On CI that is a failure: the whole
 * suite has to run there.
 */
export async function lacksSystemd(): Promise<boolean> {
  if (needsRoot("a machine with systemd")) return true;
  const lacks = [
    needs("systemd-sysusers", "systemd"),
    needs("nsenter", "util-linux"),
    needs("ip", "iproute2"),
  ];
  if (lacks.includes(true)) return true;
  try {
    await using _ = await SystemdMachine.boot();
    return false;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = "systemd cannot be booted in namespaces here (in a container: docker run " +
      `--privileged): ${why}`;
    if (Deno.env.get("CI")) throw new Error(`Cannot run the tests: ${what}`);
    return leaveOut(what);
  }
}

async function must(program: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${output}`);
}
