import { eventually } from "../support/eventually.ts";
import { needs } from "../support/tools.ts";
import { freePort } from "./free_port.ts";

/** Debian's node_exporter, the peer that a busy machine is scraped with. */
export class NodeExporter {
  readonly #child: Deno.ChildProcess;
  readonly #url: string;

  private constructor(child: Deno.ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** @throws {Error} when it is not installed. */
  static async start(): Promise<NodeExporter> {
    if (needs("prometheus-node-exporter", "prometheus-node-exporter")) {
      throw new Error("Cannot compare: apt-get install prometheus-node-exporter");
    }
    const port = freePort();
    const child = new Deno.Command("prometheus-node-exporter", {
      args: [`--web.listen-address=127.0.0.1:${port}`, "--log.level=error"],
      detached: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const exporter = new NodeExporter(child, `http://127.0.0.1:${port}/metrics`);
    await exporter.untilListening();
    return exporter;
  }

  async untilListening(): Promise<void> {
    await eventually("node_exporter answers", () => this.metrics().then(() => true, () => false));
  }

  async metrics(): Promise<string> {
    return await (await fetch(this.#url)).text();
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}
