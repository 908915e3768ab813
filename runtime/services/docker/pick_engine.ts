import type { DockerEngine } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { fieldsOf, listOf, textOf } from "./fields.ts";

/** Picks the engine's name and versions from `/version` and `/info`. */
export function pickEngine(version: unknown, info: unknown, apiVersion: string): DockerEngine {
  const { Version, Components } = fieldsOf(version);
  const { Driver, CgroupVersion, ServerVersion } = fieldsOf(info);
  const names = listOf(Components).filter(isRecord).map(({ Name }) => textOf(Name));
  return {
    name: names.some((name) => /podman/i.test(name)) ? "Podman" : "Docker",
    version: textOf(Version) || textOf(ServerVersion),
    apiVersion,
    storageDriver: textOf(Driver),
    cgroupVersion: textOf(CgroupVersion),
  };
}
