import type { FileSystemStats } from "../../runtime/contract/call_value.ts";
import { CallError } from "../../runtime/contract/errors.ts";
import type { KernelCalls } from "../../runtime/contract/kernel_calls.ts";
import { sensorFiles, statWorld } from "../machine/disk_files.ts";
import { procFiles } from "../machine/proc_files.ts";
import type { World } from "../sim/world.ts";

/** The answers of systeminformation: the world has an operating system and processors of its own. */
const SYSTEM: Readonly<Record<string, unknown>> = {
  osInfo: {
    distro: "Ubuntu",
    release: "24.04.1 LTS",
    kernel: "6.8.0-45-generic",
    arch: "x64",
  },
  cpu: {
    manufacturer: "AMD",
    brand: "EPYC 9474F 48-Core Processor",
    processors: 1,
    physicalCores: 48,
    cores: 96,
  },
};

/** Files below /proc and /sys and file systems, as the kernel would read them. */
export function makeFacts(world: World): KernelCalls["facts"] {
  // Made once for all who look at the same moment.
  let known: { readonly at: number; readonly files: Readonly<Record<string, string>> } | undefined;
  const files = () => {
    if (known?.at !== world.now) known = { at: world.now, files: makeFiles(world) };
    return known.files;
  };
  return {
    read: (path) => {
      const text = files()[path];
      if (text === undefined) return Promise.reject(notFound(path));
      return Promise.resolve(text);
    },
    readAll: (pattern) => {
      const matches = makeMatcher(pattern);
      const found = Object.entries(files()).filter(([path]) => matches(path)).sort();
      return Promise.resolve(Object.fromEntries(found));
    },
    statfs: (path) => {
      const stats = fileSystems(world).get(path);
      return stats ? Promise.resolve(stats) : Promise.reject(notFound(path));
    },
    system: (name) => Promise.resolve(SYSTEM[name]),
  };
}

function makeFiles(world: World): Record<string, string> {
  const below = (folder: string, files: Readonly<Record<string, string>>) =>
    Object.entries(files).map(([name, text]) => [`/${folder}/${name}`, text] as const);
  return Object.fromEntries([
    ...below("proc", procFiles(world)),
    ...below("sys", sensorFiles(world)),
  ]);
}

function fileSystems(world: World): Map<string, FileSystemStats> {
  return new Map(
    statWorld(world, "").split("\n").filter((line) => line !== "").map((line) => {
      const [path = "", numbers = ""] = line.split("\t");
      const [block = 0, blocks = 0, free = 0, available = 0, inodes = 0, inodesFree = 0] = numbers
        .split(" ").map(Number);
      return [path, {
        path,
        sizeBytes: blocks * block,
        freeBytes: free * block,
        availableBytes: available * block,
        inodes,
        inodesFree,
      }];
    }),
  );
}

/** `*` is any run of characters within one segment, as in a grant. */
function makeMatcher(pattern: string): (path: string) => boolean {
  const literal = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  const expression = new RegExp(`^${pattern.split("*").map(literal).join("[^/]*")}$`);
  return (path) => expression.test(path);
}

function notFound(path: string): CallError {
  return new CallError("not_found", `Cannot read ${path}: the world has none`);
}
