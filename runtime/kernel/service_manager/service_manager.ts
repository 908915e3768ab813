import { openNotifySocket } from "./notify_socket.ts";
import type { SendMessage } from "./notify_socket.ts";

/** Tells a service manager how we are: systemd's protocol of sd_notify(3), or nobody. */
export interface ServiceManager {
  /** The endpoint answers. From now on signs of life are sent, if they are wanted. */
  readonly ready: (status: string) => void;
  readonly stopping: () => void;
  /** Sends no more signs of life. */
  readonly close: () => void;
}

const NOBODY: ServiceManager = { ready: () => {}, stopping: () => {}, close: () => {} };

/**
 * Finds the service manager that the environment names. The signs of life come from the event loop: a
 * kernel that hangs sends none, and is started anew.
 */
export function findServiceManager(
  env: Readonly<Record<string, string>>,
  open: (address: string) => SendMessage | undefined = openNotifySocket,
): ServiceManager {
  const send = env.NOTIFY_SOCKET === undefined ? undefined : open(env.NOTIFY_SOCKET);
  if (send === undefined) return NOBODY;
  const everyMs = watchdogMs(env);
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    ready: (status) => {
      send(`READY=1\nSTATUS=${status}`);
      if (everyMs !== undefined) timer ??= setInterval(() => send("WATCHDOG=1"), everyMs);
    },
    stopping: () => void send("STOPPING=1"),
    close: () => clearInterval(timer),
  };
}

/** Half of the time after which systemd takes us for dead, as sd_watchdog_enabled(3) advises. */
function watchdogMs(env: Readonly<Record<string, string>>): number | undefined {
  const { WATCHDOG_USEC: time, WATCHDOG_PID: pid } = env;
  if (time === undefined || !/^[1-9]\d*$/.test(time)) return undefined;
  if (pid !== undefined && pid !== String(Deno.pid)) return undefined;
  return Number(time) / 2_000;
}
