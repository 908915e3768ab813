import { createSocket } from "node:dgram";
import { PortTaken } from "./port_taken.ts";

/**
 * Keeps a port of TCP from all other mocks of this machine, also while nothing listens there: a server
 * that a scenario took down gets its port back. The claim is the port of UDP with the same number, which
 * no LLM server uses, and which the operating system frees with the process, however that ends.
 */
export class PortClaim {
  readonly port: number;
  readonly #release: () => Promise<void>;

  private constructor(port: number, release: () => Promise<void>) {
    this.port = port;
    this.#release = release;
  }

  /**
   * Claims a port; 0 claims any that nobody has claimed.
   *
   * @throws {PortTaken} when another mock has it.
   */
  static async take(hostname: string, port: number): Promise<PortClaim> {
    const socket = createSocket(hostname.includes(":") ? "udp6" : "udp4");
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind({ address: hostname, port, exclusive: true }, resolve);
      });
    } catch (error) {
      socket.close();
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      throw isTaken ? new PortTaken({ hostname, port }, error) : error;
    }
    // One that claims does not keep a process alive.
    socket.unref();
    return new PortClaim(socket.address().port, () =>
      new Promise((resolve) => {
        socket.close(() => resolve());
      }));
  }

  /** Lets others have it. */
  async release(): Promise<void> {
    await this.#release();
  }
}
