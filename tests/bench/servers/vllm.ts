/** Servers that answer as vLLM does, each on a port of its own: `vllm.ts <count>`. */
import { vllmText } from "../vllm_text.ts";

const PAGES = new Map<string, string>([
  ["/health", ""],
  ["/version", '{"version":"0.11.2"}'],
  ["/v1/models", '{"data":[{"id":"Qwen/Qwen3-8B","owned_by":"vllm","max_model_len":40960}]}'],
  ["/metrics", vllmText()],
]);

const ports = Array.from(
  { length: Number(Deno.args[0]) },
  () =>
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const page = PAGES.get(new URL(request.url).pathname);
      return new Response(page ?? "not found", {
        status: page === undefined ? 404 : 200,
        headers: { "cache-control": "no-transform" },
      });
    }).addr.port,
);
Deno.stdout.writeSync(new TextEncoder().encode(`${ports}\n`));
