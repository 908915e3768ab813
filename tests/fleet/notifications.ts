import { z } from "../../runtime/contract/zod.ts";

const MESSAGE = z.object({
  status: z.enum(["firing", "resolved"]),
  alerts: z.array(z.object({
    status: z.string(),
    startsAt: z.string(),
    labels: z.record(z.string(), z.string()),
  })),
});

/** One message of Alertmanager. */
export type Message = z.infer<typeof MESSAGE>;

/** A receiver of Alertmanager's webhooks, which keeps every message as a whole. */
export class Notifications implements AsyncDisposable {
  readonly url: string;
  readonly messages: Message[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        this.messages.push(MESSAGE.parse(await request.json()));
        return new Response("thanks");
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
