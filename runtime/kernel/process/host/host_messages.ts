import { LIMITS } from "../../../contract/limits.ts";
import { CONTROL_STREAM } from "../../../contract/syscall.ts";
import type { Candidate, KernelControl } from "../../../contract/syscall.ts";
import { encodeLinkMessage } from "../../../wire/link_frame.ts";

/** The size of a frame of several candidates; a single one may be larger. */
const CANDIDATES_BYTES = 1024 * 1024;

/**
 * Encodes a message for the host in frames that it takes. Whoever sends knows first what is too much: what
 * the host would refuse to read would be the end of it, and of us.
 */
export function encodeForHost(message: KernelControl): Uint8Array[] {
  if (message.type === "candidates") return encodeCandidates(message.candidates);
  const frame = encodeLinkMessage(CONTROL_STREAM, message);
  const limit = message.type === "return" ? LIMITS.guestFrameBytes : LIMITS.linkFrameBytes;
  if (frame.length <= limit) return [frame];
  if (message.type === "return") {
    const { id } = message;
    const text = `Cannot answer: the answer has ${frame.length} bytes; ${limit} are allowed`;
    return [
      encodeLinkMessage(CONTROL_STREAM, {
        type: "return",
        id,
        ok: false,
        code: "too_large",
        message: text,
      }),
    ];
  }
  throw new RangeError(`Cannot send to the host: "${message.type}" has ${frame.length} bytes`);
}

/** As many candidates a frame as go well into one; the last frame says that it is. */
function encodeCandidates(candidates: readonly Candidate[]): Uint8Array[] {
  const parts: Candidate[][] = [[]];
  let length = 0;
  for (const one of candidates) {
    const { candidate, chars } = bounded(one);
    if (length > 0 && length + chars > CANDIDATES_BYTES) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(candidate);
    length += chars;
  }
  return parts.map((part, index) =>
    encodeLinkMessage(CONTROL_STREAM, {
      type: "candidates",
      candidates: part,
      isLast: index === parts.length - 1,
    })
  );
}

/** A candidate with its length in JSON; one that no frame can hold is refused in a few words. */
function bounded(candidate: Candidate): { candidate: Candidate; chars: number } {
  const chars = JSON.stringify(candidate).length;
  if (chars * 3 < LIMITS.linkFrameBytes) return { candidate, chars };
  const message = "Its manifest is too large for a message to the host";
  const refused = {
    name: candidate.name,
    rejected: { code: "manifest_too_large", message },
  } as const;
  return { candidate: refused, chars: JSON.stringify(refused).length };
}
