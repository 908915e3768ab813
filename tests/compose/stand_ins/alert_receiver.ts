import { networkInterfaces } from "node:os";
import { z } from "../../../runtime/contract/zod.ts";

const NOTE = z.object({
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
});

/** A receiver of webhooks at an address of this machine that containers reach. */
export class AlertReceiver implements AsyncDisposable {
  readonly url: string;
  readonly alerts: { status: string; name: string }[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const found = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
    if (!found) throw new Error("This machine has no address but loopback");
    const options = { hostname: found.address, port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      if (request.method === "POST") {
        for (const { status, labels } of NOTE.parse(await request.json()).alerts) {
          this.alerts.push({ status, name: labels.alertname ?? "" });
        }
      }
      return new Response("thanks");
    });
    this.url = `http://${found.address}:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
