/** The loop of a service process: requests in on standard input, answers out on standard output. */
import { CallError, errorText } from "../contract/errors.ts";
import { LIMITS } from "../contract/limits.ts";
import type { ServiceAnswer, ServiceRequest } from "../contract/service.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { encodeFrame } from "../wire/encode_frame.ts";
import { FrameReader } from "../wire/frame_reader.ts";
import { readChunks } from "../wire/read_chunks.ts";

/** The methods of a service. */
export type ServiceMethods = Readonly<
  Record<string, (...args: readonly unknown[]) => Promise<unknown>>
>;

/**
 * Serves until standard input ends; many requests may be open at once.
 *
 * @param maxBytes the largest request and the largest answer.
 */
export async function serveRequests(
  methods: ServiceMethods,
  maxBytes: number = LIMITS.linkFrameBytes,
): Promise<void> {
  const reader = new FrameReader(maxBytes);
  for await (const chunk of readChunks(Deno.stdin.readable)) {
    for (const payload of reader.push(chunk)) {
      void answer(methods, decodeJson(payload) as ServiceRequest)
        .then((message) => send(message, maxBytes));
    }
  }
}

async function answer(
  methods: ServiceMethods,
  { id, method, args }: ServiceRequest,
): Promise<ServiceAnswer> {
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!run) return { id, ok: false, code: "unknown_method", message: `There is no "${method}"` };
  try {
    return { id, ok: true, value: await run(...args) ?? null };
  } catch (error) {
    const code = error instanceof CallError ? error.code : findCode(error);
    return { id, ok: false, code, message: errorText(error) };
  }
}

function findCode(error: unknown): "not_found" | "access_denied" | "failed" {
  const errno = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof Deno.errors.NotFound || errno === "ENOENT") return "not_found";
  if (error instanceof Deno.errors.PermissionDenied || errno === "EACCES" || errno === "EPERM") {
    return "access_denied";
  }
  return "failed";
}

function send(message: ServiceAnswer, maxBytes: number): void {
  let bytes = encodeFrame(message);
  // A frame that the kernel may not read would end this process, with all that is open in it.
  if (bytes.length > maxBytes) {
    const text = "Cannot answer: the answer does not fit in a frame; ask for less at once";
    bytes = encodeFrame(
      { id: message.id, ok: false, code: "too_large", message: text } satisfies ServiceAnswer,
    );
  }
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
