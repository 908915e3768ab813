import { dirname } from "node:path";
import { CodedError } from "../../contract/errors.ts";
import { findDenoDir } from "../../kernel/config/layout.ts";
import { replaceFile } from "../../kernel/disk/replace_file.ts";
import { EXIT } from "../exit_codes.ts";
import { ENTRIES } from "../fetch_packages.ts";
import { copyPackages } from "../locked_packages.ts";
import type { Verb, VerbContext } from "../verb.ts";
import { agrees, requireSystem } from "./consent.ts";
import { findObstacles } from "./find_obstacles.ts";
import { NAME, PATHS } from "./service_paths.ts";
import { ROOT_FLAG, serviceFiles, Target, UNIT_FLAGS, unitOptions } from "./target.ts";
import type { ServiceFile } from "./target.ts";

/** `deno task service install`. */
export const serviceInstall: Verb = {
  command: "deno task service install",
  summary: "Installs a systemd service: its user, its folders, a hardened unit; then starts it",
  flags: {
    ...UNIT_FLAGS,
    ...ROOT_FLAG,
    yes: { type: "boolean", summary: "Do not ask; for scripts" },
    "no-start": { type: "boolean", summary: "Do not start it, now or at boot" },
  },
  operands: [],
  examples: [
    ["sudo deno task service install", "shows what it would write, asks, and starts it"],
    [
      "sudo deno task service install --groups docker --kernel-log --yes",
      "sees more, and does not ask",
    ],
    ["deno task service install --root /mnt --project /opt/llm-monitor ...", "into an image"],
  ],
  async run(parsed, context) {
    const target = new Target(parsed.values.get("root") ?? "");
    const options = unitOptions(parsed);
    const wanted = serviceFiles(options);
    await requireSystem(target);
    const obstacles = await findObstacles(target, options);
    if (obstacles.length > 0) {
      for (const { what, fix } of obstacles) context.output.note(`${what}. ${fix}`);
      throw new CodedError("service_failed", "Cannot install the service: nothing was changed");
    }
    const changes = await findChanges(target, wanted);
    const starts = !parsed.switches.has("no-start");
    const denoDir = findDenoDir(context.env);
    showPlan({ target, changes, starts, denoDir }, context);
    if (!parsed.switches.has("yes") && !agrees("Do this?", context)) {
      context.output.note("Nothing was changed");
      return EXIT.failure;
    }
    for (const { path, text, mode } of changes) await write(target, { path, text, mode });
    await target.run("systemd-sysusers", `${NAME}.conf`);
    await makePackages(target, { project: options.project, denoDir });
    await begin(target, { starts, isChanged: changes.length > 0 });
    context.output.line(
      starts ? "Installed. See deno task service status" : "Installed, but not started",
    );
    return EXIT.ok;
  },
};

type Change = ServiceFile & { readonly isNew: boolean };

/** The files that are not as they have to be. */
async function findChanges(target: Target, wanted: readonly ServiceFile[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const file of wanted) {
    const current = await target.read(file.path);
    if (current === file.text || (file.stays && current !== undefined)) continue;
    changes.push({ ...file, isNew: current === undefined });
  }
  return changes;
}

function showPlan(
  { target, changes, starts, denoDir }: {
    target: Target;
    changes: readonly Change[];
    starts: boolean;
    denoDir: string;
  },
  { output, style }: VerbContext,
): void {
  for (const { path, isNew } of changes) {
    output.line(`${style.green(isNew ? "+ write " : "~ change")} ${target.place(path)}`);
  }
  output.line(
    `+ user    ${NAME} with ${target.place(PATHS.home)}, without a shell or password`,
  );
  output.line(`+ copy    the npm packages of ${denoDir} to ${target.place(PATHS.denoDir)}`);
  if (starts) {
    output.line(`+ start   ${NAME}.service, ${target.isRunning ? "now and " : ""}at boot`);
  }
}

async function write(
  target: Target,
  { path, text, mode }: Pick<ServiceFile, "path" | "text" | "mode">,
): Promise<void> {
  const place = target.place(path);
  await Deno.mkdir(dirname(place), { recursive: true, mode: 0o755 });
  // In one step: systemd may read it meanwhile.
  await replaceFile(place, text, mode);
}

/** Gives the service packages and compiled code of its own, so that no start has to reach npm. */
async function makePackages(
  target: Target,
  { project, denoDir }: { project: string; denoDir: string },
): Promise<void> {
  const to = target.place(PATHS.denoDir);
  await Deno.mkdir(to, { recursive: true, mode: 0o755 });
  await copyPackages(target.place(project), { from: denoDir, to });
  // Compiled code is found by the path of its source, which is another one below a folder.
  if (target.isRunning) await compile(project, to);
  await makeReadable(target.place(PATHS.library));
}

async function compile(project: string, denoDir: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--frozen", "runtime/cli/start.ts", ...ENTRIES],
    cwd: project,
    env: { DENO_DIR: denoDir, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (code === 0) return;
  const text = new TextDecoder().decode(stderr).trim();
  throw new CodedError("service_failed", `Cannot compile ${project}: ${text}`);
}

/** Lets everybody read, whatever umask the copies were made under. */
async function makeReadable(place: string): Promise<void> {
  await Deno.chmod(place, 0o755);
  for await (const { name, isDirectory, isFile } of Deno.readDir(place)) {
    if (isDirectory) await makeReadable(`${place}/${name}`);
    if (isFile) await Deno.chmod(`${place}/${name}`, 0o644);
  }
}

async function begin(
  target: Target,
  { starts, isChanged }: { starts: boolean; isChanged: boolean },
): Promise<void> {
  const unit = `${NAME}.service`;
  if (target.isRunning) await target.run("systemctl", "daemon-reload");
  if (!starts) return;
  await target.run("systemctl", "enable", unit);
  if (target.isRunning) await target.run("systemctl", isChanged ? "restart" : "start", unit);
}
