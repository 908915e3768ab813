/**
 * The service `docker`: dockerode, with a grant for the engine's socket and nothing else. A socket is
 * root, whatever is asked over it, so that only these five questions can be: each address is built
 * here, from ids alone, and each answer is picked field by field.
 */
import type { DockerServiceOptions } from "../contract/docker_options.ts";
import { CallError } from "../contract/errors.ts";
import { Engine } from "./docker/engine.ts";
import { forEachId } from "./docker/for_each_id.ts";
import { pickContainers } from "./docker/pick_containers.ts";
import { pickDetails } from "./docker/pick_details.ts";
import { pickDiskUsage } from "./docker/pick_disk_usage.ts";
import { pickEngine } from "./docker/pick_engine.ts";
import { pickStats } from "./docker/pick_stats.ts";
import { serveRequests } from "./serve.ts";

if (import.meta.main) {
  const options = JSON.parse(Deno.args[0] ?? "{}") as DockerServiceOptions;
  const engine = new Engine(options);
  // The kernel waits for four times as long as one answer may take.
  const batch = { parallel: options.parallel, budgetMs: 2 * options.timeoutMs };
  await serveRequests({
    engine: async () => {
      // A socket proxy may keep one of them to itself.
      const [version, info] = await Promise.all([
        engine.get("/version").catch(toFailure),
        engine.get("/info").catch(toFailure),
      ]);
      if (version instanceof CallError && info instanceof CallError) throw version;
      return pickEngine(version, info, await engine.apiVersion());
    },
    containers: async () =>
      pickContainers(await engine.get("/containers/json", { all: "true" }), options.labels),
    details: (ids) =>
      forEachId(
        ids,
        batch,
        async (id) => pickDetails(id, await engine.get(`/containers/${id}/json`)),
      ),
    // Without one-shot the engine waits for a second sample, which takes it a second or two.
    stats: (ids) =>
      forEachId(ids, batch, async (id) =>
        pickStats(
          await engine.get(`/containers/${id}/stats`, { stream: "false", "one-shot": "true" }),
        )),
    diskUsage: async () => pickDiskUsage(await engine.get("/system/df")),
  });
  Deno.exit(0);
}

function toFailure(error: unknown): CallError {
  if (error instanceof CallError) return error;
  throw error;
}
