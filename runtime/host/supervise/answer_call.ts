import { CALL_OUTCOMES } from "../../contract/codes.ts";
import type { CallOutcome } from "../../contract/codes.ts";
import { errorText } from "../../contract/errors.ts";
import { CALL_SERVICES, isKernelCall } from "../../contract/kernel_calls.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { GuestMessage, HostMessage } from "../../contract/message.ts";
import { KernelError } from "../kernel_error.ts";
import type { KernelPort } from "../ports.ts";

const REFUSALS = CALL_OUTCOMES.filter((outcome) => outcome !== "ok");

type Call = Extract<GuestMessage, { type: "call" }>;

/** The answer to a guest's call, and the labels under which it is counted. */
export interface CallAnswer {
  readonly service: string;
  readonly outcome: CallOutcome;
  readonly message: Extract<HostMessage, { type: "return" }>;
}

/**
 * Makes a guest's call to the kernel under the guest's own stream, so that the kernel checks it against
 * the grant of that very process. Never rejects.
 */
export async function answerCall(
  kernel: KernelPort,
  stream: number,
  call: Call,
): Promise<CallAnswer> {
  const { id, service, method, args } = call;
  if (!isKernelCall(service, method)) {
    const text = `Cannot answer call: there is no "${service}.${method}"`;
    return refusal(call, "unknown_method", text);
  }
  try {
    const value = await kernel.request("call", { stream, service, method, args });
    if (isTooLarge(value)) {
      return refusal(call, "too_large", "Cannot answer call: the answer does not fit in a frame");
    }
    return { service, outcome: "ok", message: { type: "return", id, ok: true, value } };
  } catch (error) {
    return refusal(call, toOutcome(error), errorText(error));
  }
}

function refusal(call: Call, code: Exclude<CallOutcome, "ok">, text: string): CallAnswer {
  // What a guest calls a service is not a label: only the services that there are.
  const service = CALL_SERVICES.find((one) => one === call.service) ?? "unknown";
  return {
    service,
    outcome: code,
    message: { type: "return", id: call.id, ok: false, code, message: text },
  };
}

function toOutcome(error: unknown): Exclude<CallOutcome, "ok"> {
  const code = error instanceof KernelError ? error.code : "failed";
  return REFUSALS.find((outcome) => outcome === code) ?? "failed";
}

/** Six bytes a character is the most that JSON needs: what is short is not encoded to be measured. */
function isTooLarge(value: unknown): boolean {
  const maxBytes = LIMITS.guestFrameBytes - 1_024;
  if (typeof value === "string" && value.length * 6 <= maxBytes) return false;
  const text = JSON.stringify(value) ?? "null";
  if (text.length * 3 <= maxBytes) return false;
  return new TextEncoder().encode(text).length > maxBytes;
}
