/**
 * The service `statfs`: asks file systems for their size. It is a process of its own because a dead
 * network mount holds whoever asks it, for ever and beyond SIGKILL.
 */
import { statfs } from "node:fs/promises";
import { CallError } from "../contract/errors.ts";
import type { StatfsAnswer } from "../contract/service.ts";
import { serveRequests } from "./serve.ts";

if (import.meta.main) {
  await serveRequests({ statfs: ask });
  Deno.exit(0);
}

async function ask(path: unknown): Promise<StatfsAnswer> {
  if (typeof path !== "string") {
    throw new CallError("bad_arguments", "Cannot ask file system: its path must be text");
  }
  const realPath = await Deno.realPath(path);
  const { bsize, blocks, bfree, bavail, files, ffree, ...rest } = await statfs(realPath);
  // Blocks are counted in fragments where the two differ.
  const unit = "frsize" in rest && typeof rest.frsize === "number" ? rest.frsize : bsize;
  return {
    realPath,
    sizeBytes: blocks * unit,
    freeBytes: bfree * unit,
    availableBytes: bavail * unit,
    inodes: files,
    inodesFree: ffree,
  };
}
