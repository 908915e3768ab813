/**
 * The reader: what people write is read in a process that ends when there is nothing more to read. The kernel,
 * which stays, loads neither YAML nor the schemas for it.
 */
import { LIMITS } from "../../contract/limits.ts";
import { serveRequests } from "../../services/serve.ts";
import { loadConfig } from "../config/load.ts";
import type { LoadOptions } from "../config/load.ts";
import { keepFilesOurs } from "../disk/umask.ts";
import type { DiscoveryRequest, PluginDiscovery } from "./discovery.ts";
import { makeReading } from "./reading.ts";

let opened: Promise<PluginDiscovery> | undefined;

/** Loaded after the first answer: a start waits for the configuration, and asks for plugins later. */
async function openDiscovery(): Promise<PluginDiscovery> {
  const rest = "./discovery.ts";
  const { PluginDiscovery } = await import(rest) as typeof import("./discovery.ts");
  return new PluginDiscovery();
}

if (import.meta.main) {
  keepFilesOurs();
  await serveRequests({
    load: async (options) => {
      const reading = await makeReading(() => loadConfig(options as LoadOptions));
      setTimeout(() => opened ??= openDiscovery(), 0);
      return reading;
    },
    discover: async (request) => {
      const discovery = await (opened ??= openDiscovery());
      return await makeReading(() => discovery.discover(request as DiscoveryRequest));
    },
  }, LIMITS.readerFrameBytes);
  Deno.exit(0);
}
