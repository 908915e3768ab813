import type { LogLevel } from "../contract/message.ts";
import type { PluginFailure } from "../contract/syscall.ts";
import { runKernel } from "./main.ts";

/** What one collection gave. */
export interface CollectedOnce {
  /** The exposition of the plugins that were collected. */
  readonly text: string;
  /** Plugins that gave nothing. */
  readonly failed: readonly PluginFailure[];
  /** What was logged on the way, from warnings up. */
  readonly troubles: readonly string[];
}

/**
 * Collects once, in the real sandbox, without listening.
 *
 * @throws {IssuesError} when the configuration is wrong.
 */
export async function collectOnce(options: {
  /** One plugin alone. */
  plugin?: string;
  configPath?: string;
  env: Readonly<Record<string, string>>;
  cwd: string;
}): Promise<CollectedOnce> {
  const { plugin, configPath, env, cwd } = options;
  let text = "";
  let failed: readonly PluginFailure[] = [];
  const troubles: string[] = [];
  await runKernel({
    env,
    cwd,
    once: true,
    ...(plugin === undefined ? {} : { only: plugin }),
    ...(configPath === undefined ? {} : { configPath }),
    ui: () => ({
      log: (level: LogLevel, message) => {
        if (level === "warn" || level === "error") troubles.push(message);
      },
      listening: () => {},
      states: () => {},
      droppedLines: () => 0,
      output: (exposition, names) => {
        text = exposition;
        failed = names;
      },
    }),
  });
  return { text, failed, troubles };
}
