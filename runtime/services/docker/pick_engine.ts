import type { DockerEngine } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { toFields, toList, toText } from "./fields.ts";

/** Picks the engine's name and versions from `/version` and `/info`. */
export function pickEngine(version: unknown, info: unknown, apiVersion: string): DockerEngine {
  const { Version, Components } = toFields(version);
  const { Driver, CgroupVersion, ServerVersion } = toFields(info);
  const names = toList(Components).filter(isRecord).map(({ Name }) => toText(Name));
  return {
    name: names.some((name) => /podman/i.test(name)) ? "Podman" : "Docker",
    version: toText(Version) || toText(ServerVersion),
    apiVersion,
    storageDriver: toText(Driver),
    cgroupVersion: toText(CgroupVersion),
  };
}
