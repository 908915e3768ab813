const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0x80002;
/** MSG_DONTWAIT and MSG_NOSIGNAL: nobody is waited for, and a socket that is gone is an error. */
const SEND_FLAGS = 0x4040;
/** `sun_path` of linux/un.h. */
const MAX_PATH_BYTES = 108;

/** Takes one message of sd_notify(3); answers whether it was delivered. */
export type SendMessage = (message: string) => boolean;

/**
 * Opens a way to systemd's notification socket. Deno sends no datagrams to Unix sockets unless it is
 * started with an unstable flag, so libc does; `systemd-notify` would be a process for each message.
 *
 * @param address `NOTIFY_SOCKET`: an absolute path, or an abstract name behind `@`.
 * @returns undefined where there is no such socket, no glibc, or an address that is none.
 */
export function openNotifySocket(address: string): SendMessage | undefined {
  const target = socketAddress(address);
  if (target === undefined) return undefined;
  try {
    const { symbols } = Deno.dlopen("libc.so.6", {
      socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
      sendto: {
        parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"],
        result: "isize",
      },
    });
    const socket = symbols.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (socket < 0) return undefined;
    return (message) => {
      const bytes = new TextEncoder().encode(message);
      const sent = symbols.sendto(
        ...[socket, bytes, BigInt(bytes.length), SEND_FLAGS, target, target.length] as const,
      );
      return sent === BigInt(bytes.length);
    };
  } catch {
    // The library or its symbol is not there; Deno gives either a plain Error.
    return undefined;
  }
}

/** Encodes a `sockaddr_un`: the family, and the path. */
export function socketAddress(address: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[/@]./.test(address)) return undefined;
  const path = new TextEncoder().encode(address);
  if (path.length >= MAX_PATH_BYTES) return undefined;
  if (address.startsWith("@")) path[0] = 0;
  const bytes = new Uint8Array(2 + path.length + (address.startsWith("/") ? 1 : 0));
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(path, 2);
  return bytes;
}
