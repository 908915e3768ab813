import { createSocket } from "node:dgram";
import { PortTaken } from "./port_taken.ts";

/** A port of TCP that no other mock gets until it is released. */
export interface PortClaim {
  readonly port: number;
  readonly release: () => Promise<void>;
}

/**
 * Keeps a port of TCP from all other mocks of this machine, also while nothing listens there: a server
 * that a scenario took down gets its port back. The claim is the port of UDP with the same number, which
 * no LLM server uses, and which the operating system frees with the process, however that ends.
 *
 * @param port 0 claims any that nobody has claimed.
 * @throws {PortTaken} when another mock has it.
 */
export async function claimPort(hostname: string, port: number): Promise<PortClaim> {
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
  return {
    port: socket.address().port,
    release: () => new Promise((resolve) => socket.close(resolve)),
  };
}
