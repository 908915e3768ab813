import { CALL_OUTCOMES, STOP_REASONS } from "../../contract/codes.ts";
import type { StopReason } from "../../contract/codes.ts";
import { CallError, CodedError, errorText } from "../../contract/errors.ts";
import { isRecord } from "../../contract/record.ts";
import type { KernelReport, PluginSpec } from "../../contract/syscall.ts";
import type { Guest } from "../process/guest/guest_table.ts";
import { isPluginCall } from "./kernel_call.ts";
import { recheck as recheckPlugin } from "./recheck.ts";
import type { RecheckPorts } from "./recheck.ts";

/** The actions of the kernel that the host can request. */
export interface RequestPorts extends RecheckPorts {
  /** The spec that the kernel admitted, never one that the host made up. */
  readonly admitted: (plugin: string, revision: string) => PluginSpec | undefined;
  readonly spawn: (spec: PluginSpec) => Promise<Guest>;
  readonly guest: (stream: number) => Guest | undefined;
  readonly kill: (guest: Guest, reason: StopReason) => void;
  /** Returns how long the guest, the kernel and the host waited for a processor, in milliseconds. */
  readonly waits: (guest: Guest | undefined) => number | undefined;
  readonly usage: () => KernelReport;
}

/** The answer to a request, as it goes back over the link. */
export type RequestAnswer =
  | { readonly ok: true; readonly value: unknown }
  | {
    readonly ok: false;
    readonly code: CallError["code"] | CodedError["code"];
    readonly message: string;
  };

/**
 * Answers one request of the host. The host is not trusted: it faces the network and reads what plugins
 * say. It can name a plugin's revision or a guest's stream, and what happens is decided by the grant that
 * the kernel admitted for it.
 */
export async function answerRequest(
  ports: RequestPorts,
  call: unknown,
  args: unknown,
): Promise<RequestAnswer> {
  try {
    if (typeof call !== "string" || !Object.hasOwn(HANDLERS, call)) {
      // What is no text may not even have one.
      const name = typeof call === "string" ? `"${call}"` : `of type ${typeof call}`;
      throw new CallError("unknown_method", `Cannot answer request: there is no call ${name}`);
    }
    if (!isRecord(args)) {
      throw new CallError(
        "bad_arguments",
        `Cannot answer "${call}": its arguments are not an object`,
      );
    }
    return { ok: true, value: await HANDLERS[call as keyof typeof HANDLERS](ports, args) ?? null };
  } catch (error) {
    return { ok: false, code: codeOf(error), message: errorText(error) };
  }
}

type Arguments = Readonly<Record<string, unknown>>;

const HANDLERS = { spawn, kill, call, recheck, waits, usage };

async function spawn(ports: RequestPorts, args: Arguments): Promise<unknown> {
  const { stream, process } = await ports.spawn(admittedSpec(ports, args, "start"));
  return { stream, pid: process.pid };
}

function recheck(ports: RequestPorts, args: Arguments): Promise<unknown> {
  return recheckPlugin(admittedSpec(ports, args, "recheck"), args, ports);
}

function kill(ports: RequestPorts, args: Arguments): Promise<null> {
  const { reason } = args;
  if (!STOP_REASONS.includes(reason as StopReason)) {
    throw new CallError("bad_arguments", `Cannot stop plugin: "${reason}" is not a stop reason`);
  }
  // A guest that is gone already was ended as asked.
  const guest = findGuest(ports, args);
  if (guest) ports.kill(guest, reason as StopReason);
  return Promise.resolve(null);
}

function call(ports: RequestPorts, request: Arguments): Promise<unknown> {
  if (!isPluginCall(request)) {
    throw new CallError(
      "bad_arguments",
      "Cannot make call: a service, a method and a list of arguments are needed",
    );
  }
  const { service, method, args } = request;
  return ports.call(liveGuest(ports, request).spec, { service, method, args });
}

function waits(ports: RequestPorts, args: Arguments): unknown {
  return { waitedMs: ports.waits(findGuest(ports, args)) ?? null };
}

function usage(ports: RequestPorts): KernelReport {
  return ports.usage();
}

function admittedSpec(
  ports: RequestPorts,
  { plugin, revision }: Arguments,
  action: string,
): PluginSpec {
  const spec = typeof plugin === "string" && typeof revision === "string"
    ? ports.admitted(plugin, revision)
    : undefined;
  if (spec) return spec;
  throw new CodedError(
    "plugin_not_found",
    `Cannot ${action} plugin: the kernel admitted no revision ${revision} of "${plugin}"`,
  );
}

function findGuest(ports: RequestPorts, { stream }: Arguments): Guest | undefined {
  return typeof stream === "number" ? ports.guest(stream) : undefined;
}

function liveGuest(ports: RequestPorts, args: Arguments): Guest {
  const guest = findGuest(ports, args);
  if (!guest) throw new CallError("unavailable", "Cannot answer: the plugin's process has ended");
  return guest;
}

function codeOf(error: unknown): CallError["code"] | CodedError["code"] {
  if (error instanceof CallError || error instanceof CodedError) return error.code;
  return "failed" satisfies (typeof CALL_OUTCOMES)[number];
}
