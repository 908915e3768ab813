import type { DockerStats } from "../../contract/docker.ts";
import { isFields } from "./fields.ts";

const SECTIONS = [
  "cpu_stats",
  "memory_stats",
  "pids_stats",
  "blkio_stats",
  "networks",
] as const;

/** The counters of a sample. A container that does not run has none. */
export function pickStats(answer: unknown): DockerStats {
  if (!isFields(answer)) return {};
  return Object.fromEntries(
    SECTIONS.flatMap((name) => {
      const section = answer[name];
      return isFields(section) ? [[name, section]] : [];
    }),
  );
}
