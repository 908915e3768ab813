import type { Config } from "../contract/config.ts";
import { CodedError, errorText } from "../contract/errors.ts";
import { formatIssue, IssuesError } from "../contract/issue.ts";
import type { Log } from "../contract/log.ts";
import type { KernelControl } from "../contract/syscall.ts";

/** Whom a reload tells. */
export interface ReloadPorts {
  /** The configuration in force. */
  readonly config: () => Config;
  readonly log: Log;
  readonly send: (message: KernelControl) => void;
}

/**
 * Takes a configuration that was read again, or keeps the old one and says why.
 *
 * @param load puts the new configuration in force; returns whether it differs from the old.
 */
export async function reloadConfig(
  load: () => Promise<boolean>,
  { config, log, send }: ReloadPorts,
): Promise<void> {
  try {
    if (!await load()) return;
    const { supervisor, log: { level } } = config();
    send({ type: "settings", supervisor, logLevel: level });
    send({ type: "config_reload", ok: true, message: "" });
    log("info", "The configuration was reloaded");
  } catch (error) {
    const lines = error instanceof IssuesError ? error.issues.map(formatIssue) : [errorText(error)];
    const code = error instanceof IssuesError || error instanceof CodedError
      ? error.code
      : "config_unreadable";
    for (const line of lines) {
      log("error", `The previous configuration stays in force: ${line}`, { code });
    }
    send({ type: "config_reload", ok: false, message: lines.join("; ") });
  }
}
