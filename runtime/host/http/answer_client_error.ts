import type { Socket } from "node:net";
import type { CloseReason, ConnectionEvents } from "./connections.ts";

/** The client is gone: nobody to answer, and nothing that we ended. */
const GONE: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

const ANSWERS: Readonly<Record<string, [status: string, reason: CloseReason]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "request_timeout"],
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "malformed"],
};

/** Answers what is no request, or did not come in time, and ends the connection. */
export function answerClientError(
  error: Error & { code?: string },
  socket: Socket,
  events: ConnectionEvents,
): void {
  const { code = "" } = error;
  if (GONE.has(code)) return void socket.destroy();
  const [status, reason] = ANSWERS[code] ?? ["400 Bad Request", "malformed"];
  events.closed(reason);
  if (!socket.writable) return void socket.destroy();
  const text = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  socket.end(text, () => socket.destroy());
}
