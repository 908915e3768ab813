import { errorText } from "../contract/errors.ts";
import { isRecord } from "../contract/record.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";
import { PROTOCOL_VERSION } from "../contract/limits.ts";
import { runTimeout } from "../sdk/run_timer.ts";
import type { Plugin } from "../sdk/define_plugin.ts";
import { CollectionCalls } from "./collection_calls.ts";
import { createContext } from "./plugin_context.ts";
import { OpenCalls } from "./open_calls.ts";

/** Dependencies of the loop. */
export interface GuestPorts {
  readonly messages: AsyncIterable<HostMessage>;
  readonly send: (message: GuestMessage) => void;
  /** Loads the plugin's entry and returns the module's namespace. */
  readonly load: () => Promise<unknown>;
}

type Collect = Extract<HostMessage, { type: "collect" }>;

/** Answers the host until it says stop or closes the pipe. */
export async function serve({ messages, send, load }: GuestPorts): Promise<void> {
  const calls = new OpenCalls(send);
  let config: Readonly<Record<string, unknown>> = {};
  let plugin: Plugin | undefined;
  for await (const message of messages) {
    switch (message.type) {
      case "hello":
        config = message.config;
        plugin = await loadPlugin(load, send);
        if (!plugin) return;
        break;
      case "collect":
        // Not awaited: the loop has to go on reading the returns that the collection waits for.
        if (plugin) void collect(plugin, message, { config, calls, send });
        break;
      case "return":
        calls.settle(message);
        break;
      case "stop":
        return;
    }
  }
}

async function loadPlugin(
  load: GuestPorts["load"],
  send: GuestPorts["send"],
): Promise<Plugin | undefined> {
  try {
    const module = await load();
    const plugin = isRecord(module) ? module.default : undefined;
    if (!isRecord(plugin) || typeof plugin.collect !== "function") {
      throw new TypeError(
        "Cannot use plugin: its entry must have a default export made by definePlugin({ collect })",
      );
    }
    send({ type: "hello", protocol: PROTOCOL_VERSION });
    return plugin as unknown as Plugin;
  } catch (error) {
    send({ type: "load_failed", message: describe(error) });
    return undefined;
  }
}

async function collect(
  plugin: Plugin,
  { id, timeoutMs }: Collect,
  session: {
    config: Readonly<Record<string, unknown>>;
    calls: OpenCalls;
    send: GuestPorts["send"];
  },
): Promise<void> {
  const { config, send } = session;
  const calls = new CollectionCalls(session.calls, send);
  const { signal, clear } = runTimeout(timeoutMs);
  try {
    const answer = await plugin.collect(createContext({ config, timeoutMs, signal, calls }));
    const message = makeAnswer(id, answer);
    // Closed first: what the plugin still does by itself comes after the answer.
    calls.close();
    send(message);
  } catch (error) {
    calls.close();
    send({ type: "failure", id, message: describe(error) });
  } finally {
    clear();
  }
}

function makeAnswer(id: number, answer: unknown): GuestMessage {
  if (isRecord(answer) && "inactive" in answer) {
    return { type: "inactive", id, reason: String(answer.inactive) };
  }
  if (Array.isArray(answer)) return { type: "result", id, families: answer };
  throw new TypeError("Cannot use result: collect must return an array of families");
}

/** The error's name and text, and where in the plugin it was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return errorText(error);
  const place = /\(?(file:\/\/\S+?:\d+:\d+)\)?/.exec(error.stack ?? "")?.[1];
  const where = place === undefined ? "" : ` (${place.slice(place.lastIndexOf("/") + 1)})`;
  return `${error.name}: ${error.message}${where}`;
}
