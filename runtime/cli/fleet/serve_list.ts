import { CodedError, errorText } from "../../contract/errors.ts";
import { isOpenToStrangers } from "../../contract/reach.ts";
import { startServer } from "../../host/http/serve.ts";
import type { RunningServer, ServerOptions } from "../../host/http/serve.ts";
import { EXIT } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import type { ParsedArguments } from "../parse_arguments.ts";
import { urlHost } from "../url_host.ts";
import type { VerbContext } from "../verb.ts";
import { fileMark } from "./file_mark.ts";
import { inventoryFile } from "./inventory_flag.ts";
import { InventoryStore } from "./inventory_store.ts";
import { createListApp } from "./list_app.ts";
import { readInventory } from "./read_inventory.ts";
import { readToken } from "./read_token.ts";

/** Between two looks at the file, which is one question to the file system. */
const LOOK_MS = 1_000;
const DEFAULT_PORT = "8098";
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Serves the list until a signal ends it. The inventory is read again when it changes; one that is
 * broken is told, and the last good one stays.
 *
 * @throws {IssuesError} when there is no good one at the start.
 * @throws {CodedError} `usage`, `port_in_use`, `listen_failed`.
 */
export async function serveList(
  parsed: ParsedArguments,
  { cwd, env, output, style }: VerbContext,
): Promise<ExitCode> {
  const file = inventoryFile(parsed);
  const path = file.startsWith("/") ? file : `${cwd}/${file}`;
  const hostname = parsed.values.get("host") ?? "127.0.0.1";
  const port = readPort(parsed.values.get("port") ?? (env.FLEET_PORT || DEFAULT_PORT));
  const tokenFile = parsed.values.get("token-file");
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  const store = await InventoryStore.open(
    { read: () => readInventory(file, cwd), mark: () => fileMark(path) },
    () => Date.now(),
  );
  const app = createListApp(store, { hostname, ...(token === undefined ? {} : { token }) });
  const server = await listen({ hostname, port, app });
  const address = `http://${urlHost(server.hostname)}:${server.port}/targets`;
  output.line(`Serving ${store.current.hosts.length} hosts of ${file} at ${address}`);
  if (isOpenToStrangers({ host: hostname, auth: token })) {
    output.note("Anybody on the network can read the list; --token-file requires a token");
  }
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const timer = setInterval(() => void look(), LOOK_MS);
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  await stopped;
  clearInterval(timer);
  for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  await server.shutdown();
  return EXIT.ok;

  async function look(): Promise<void> {
    try {
      const change = await store.look();
      if (change === undefined) return;
      const time = new Date().toISOString();
      for (const line of change.lines) {
        output.note(
          change.ok
            ? `${time} ${line}`
            : `${time} ${style.red("error")} The old list stays in force: ${line}`,
        );
      }
    } catch (error) {
      output.note(`${new Date().toISOString()} ${style.red("error")} ${errorText(error)}`);
    }
  }
}

/** @throws {CodedError} as `startServer`, with the settings that are meant here. */
async function listen(options: ServerOptions): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw new CodedError(cause.code, cause.message, {
      hint: "Stop what listens there, or set --host, --port or FLEET_PORT",
      cause,
    });
  }
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new CodedError("usage", `Cannot listen on port "${text}": it must be 0 to 65535`);
}
