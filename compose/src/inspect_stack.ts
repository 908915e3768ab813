import { resolve } from "node:path";
import { readEnvFile } from "./env_file.ts";
import { composeCommand, runProgram } from "./engine.ts";
import { readSecrets } from "./read_secrets.ts";
import { DATA_FOLDERS, DEFAULTS, PORTS } from "./stack_facts.ts";
import type { FolderFact, GpuFact, PortFact, StackFacts } from "./stack_facts.ts";

const CDI_FOLDERS = ["/etc/cdi", "/var/run/cdi"];

/** Reads the settings and the state of this machine; changes nothing. */
export async function inspectStack(
  { dir, env, gpu }: {
    /** The folder of compose.yaml. */
    dir: string;
    env: Readonly<Record<string, string>>;
    gpu: GpuFact["kind"] | undefined;
  },
): Promise<StackFacts> {
  const file = await readEnvFile(`${dir}/.env`);
  // A variable of the shell overrides the file, as it does for Compose.
  const all: Record<string, string> = { ...DEFAULTS, ...file, ...env };
  const engine = await runProgram(["docker", "version", "--format", "{{.Server.Version}}"], env);
  const compose = await composeCommand(env);
  const published = engine?.code === 0
    ? await runProgram(["docker", "ps", "--format", "{{.Names}} {{.Ports}}"], env)
    : undefined;
  return {
    env: all,
    secrets: await readSecrets(resolve(dir, all.SECRETS_DIR ?? "")),
    hasEnvFile: file !== undefined,
    engine: engine?.code === 0 ? engine.text.trim() : undefined,
    compose: compose?.version,
    socketGroup: await readGroup(all.DOCKER_SOCKET ?? ""),
    ports: Object.keys(PORTS).map((variable) =>
      portFact(variable, { all, published: published?.text ?? "" })
    ),
    folders: await folderFacts(dir, all),
    gpu: gpu === undefined ? undefined : { kind: gpu, isReady: await isGpuReady(gpu, env) },
  };
}

function portFact(
  variable: string,
  { all, published }: { all: Readonly<Record<string, string>>; published: string },
): PortFact {
  const value = all[variable] ?? "";
  const project = all.COMPOSE_PROJECT_NAME ?? "llm-monitor";
  const holder = published.split("\n").find((line) => line.includes(`:${value}->`))?.split(" ")[0];
  const isOurs = holder?.startsWith(project) ?? false;
  const isTaken = !isOurs && !canListen(all.BIND_ADDRESS ?? "", Number(value));
  const takenBy = isTaken ? holder ? `the container ${holder}` : "another program" : undefined;
  return { variable, value, takenBy };
}

function canListen(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch (error) {
    // A missing address or an invalid port is reported elsewhere.
    return !(error instanceof Deno.errors.AddrInUse);
  }
}

async function folderFacts(
  dir: string,
  all: Readonly<Record<string, string>>,
): Promise<FolderFact[]> {
  // A word without a slash is a Docker volume.
  const given = Object.entries(DATA_FOLDERS).filter(([name]) => all[name]?.includes("/"));
  return await Promise.all(given.map(async ([variable, uid]) => {
    const path = resolve(dir, all[variable] ?? "");
    const info = await readStat(path);
    return {
      variable,
      path,
      uid,
      owner: info?.uid ?? undefined,
      isOpen: ((info?.mode ?? 0) & 0o002) !== 0,
    };
  }));
}

async function isGpuReady(
  kind: GpuFact["kind"],
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  if (kind === "gpu") {
    const info = await runProgram(["docker", "info", "--format", "{{json .Runtimes}}"], env);
    return info?.text.includes('"nvidia"') ?? false;
  }
  const names = await Promise.all(CDI_FOLDERS.map(async (folder) => {
    if (!(await readStat(folder))?.isDirectory) return [];
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  }));
  return names.flat().some((name) => name.includes("nvidia"));
}

async function readGroup(socket: string): Promise<number | undefined> {
  return (await readStat(socket))?.gid ?? undefined;
}

async function readStat(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
