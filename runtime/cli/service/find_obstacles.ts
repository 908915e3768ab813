import type { Target } from "./target.ts";
import type { UnitOptions } from "./unit_text.ts";

/** Something that keeps the service's user from running it, and what to do. */
export interface Obstacle {
  readonly what: string;
  readonly fix: string;
}

const OTHERS_READ = 0o4;
const OTHERS_ENTER = 0o1;
/** Parts of the project that the service reads. */
const PARTS = ["deno.json", "deno.lock", "plugins.lock.json", "plugins", "runtime"];

/** Returns what stands in the way of a service for its own user, who owns nothing of the project. */
export async function findObstacles(
  target: Target,
  { project, deno, config, groups }: UnitOptions,
): Promise<Obstacle[]> {
  const obstacles: Obstacle[] = [];
  for (const [what, path] of [["The project", project], ["Deno", deno]] as const) {
    const closed = await firstClosed(target, path);
    if (closed === undefined) continue;
    obstacles.push({
      what: `${what} at ${path} cannot be reached by the service's user: ${closed}`,
      fix: what === "Deno"
        ? "Install Deno for all users (npm i -g deno), or give another with --deno"
        : "Put the project where everybody may read it, for example /opt/llm-monitor",
    });
  }
  if (obstacles.length === 0) {
    const closed = await firstClosedBelow(target, project);
    if (closed !== undefined) {
      obstacles.push({
        what: `${closed} cannot be read by the service's user`,
        fix: `chmod -R go+rX ${project}`,
      });
    }
  }
  if (!await isThere(target.place(config)) && !config.startsWith("/etc/llm-monitor/")) {
    obstacles.push({ what: `There is no ${config}`, fix: "Give an existing file" });
  }
  for (const group of groups) {
    if (await target.hasGroup(group)) continue;
    obstacles.push({
      what: `There is no group ${group}`,
      fix: "Leave it out of --groups, or install the package that creates it",
    });
  }
  return obstacles;
}

/** Follows a path from the root, and says where others than its owner end. */
async function firstClosed(target: Target, path: string): Promise<string | undefined> {
  for (let end = path.indexOf("/", 1); end !== -1; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end);
    const mode = await modeOf(target.place(folder));
    if (mode === undefined) return `there is no ${folder}`;
    if ((mode & OTHERS_ENTER) === 0) return `${folder} is closed to others`;
  }
  const mode = await modeOf(target.place(path));
  if (mode === undefined) return "it is not there";
  const needed = OTHERS_READ | OTHERS_ENTER;
  return (mode & needed) === needed ? undefined : "it is closed to others";
}

async function firstClosedBelow(target: Target, project: string): Promise<string | undefined> {
  for (const part of PARTS) {
    const closed = await firstClosedIn(target, `${project}/${part}`);
    if (closed !== undefined) return closed;
  }
  return undefined;
}

async function firstClosedIn(target: Target, path: string): Promise<string | undefined> {
  const mode = await modeOf(target.place(path));
  if (mode === undefined) return undefined;
  if ((mode & OTHERS_READ) === 0) return path;
  if (!(await Deno.stat(target.place(path))).isDirectory) return undefined;
  if ((mode & OTHERS_ENTER) === 0) return path;
  for await (const { name } of Deno.readDir(target.place(path))) {
    const closed = await firstClosedIn(target, `${path}/${name}`);
    if (closed !== undefined) return closed;
  }
  return undefined;
}

async function modeOf(place: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(place)).mode ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function isThere(place: string): Promise<boolean> {
  return await modeOf(place) !== undefined;
}
