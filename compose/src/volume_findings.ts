import { VOLUMES_DIR } from "./data_volumes.ts";
import type { DataVolume } from "./data_volumes.ts";
import type { Finding } from "./settings.ts";

/** The owner and the mode of a file or folder. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const OWNER_WRITES = 0o200;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/** Returns a finding for each volume that its service cannot write to. */
export function volumeFindings(
  { volumes, env, read }: {
    volumes: readonly DataVolume[];
    env: Readonly<Record<string, string | undefined>>;
    /** Reads who owns a path; undefined when it is not there, or cannot be looked at. */
    read: (path: string) => Ownership | undefined;
  },
): Finding[] {
  return volumes.flatMap((volume) => {
    const dir = `${VOLUMES_DIR}/${volume.name}`;
    const inside = volume.holds === undefined ? [] : [`${dir}/${volume.holds}`];
    for (const path of [dir, ...inside]) {
      const found = read(path);
      if (found !== undefined && !canWrite(volume, found)) {
        return [describe(volume, found, { inside: path.slice(dir.length + 1), env })];
      }
    }
    return [];
  });
}

function canWrite({ uid, gid }: DataVolume, found: Ownership): boolean {
  if (found.uid === uid) return (found.mode & OWNER_WRITES) !== 0;
  if (found.gid === gid) return (found.mode & GROUP_WRITES) !== 0;
  return (found.mode & OTHERS_WRITE) !== 0;
}

function describe(
  { name, service, uid, gid, variable }: DataVolume,
  found: Ownership,
  { inside, env }: { inside: string; env: Readonly<Record<string, string | undefined>> },
): Finding {
  const given = env[variable ?? ""] ?? name;
  const mode = (found.mode & 0o777).toString(8);
  const place = given.includes("/") ? `The folder ${given}` : `The volume ${given}`;
  const what = `${inside === "" ? place : `${inside} in ${lowerFirst(place)}`} belongs to user ` +
    `${found.uid} (mode ${mode}), but ${service} runs as ${uid} and cannot write there`;
  const fix = given.includes("/")
    ? `sudo chown -R ${uid}:${gid} ${given} (${variable}, relative to compose/)`
    : `docker run --rm -v ${env.COMPOSE_PROJECT_NAME ?? "llm-monitor"}_${given}:/data busybox ` +
      `chown -R ${uid}:${gid} /data`;
  return { what, fix };
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
