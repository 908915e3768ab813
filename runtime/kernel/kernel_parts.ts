import type { Config } from "../contract/config.ts";
import type { BootSettings } from "../contract/syscall.ts";
import type { ConfigSource } from "./config/load.ts";
import type { LogRelay } from "./log_relay.ts";
import type { KernelUi } from "./kernel_ui.ts";
import type { Layout } from "./config/layout.ts";
import type { SurvivorWatch } from "./process/child/survivor_watch.ts";
import type { Standing } from "./process/priority/standing.ts";
import type { Wrappers } from "./process/isolation/wrappers.ts";
import type { Reader } from "./reader/reader.ts";
import type { Services } from "./calls/services.ts";

/** The parts of a kernel. */
export interface KernelParts {
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  /** Reads the plugins folder, in another process. */
  readonly reader: Pick<Reader, "discover" | "processes">;
  readonly standing: Standing;
  readonly services: Services;
  /** Ends commands and guests when the kernel is killed. */
  readonly survivors: SurvivorWatch;
  readonly ui: KernelUi;
  /** Tells the host what is logged. */
  readonly logRelay: LogRelay;
  /** The configuration in force; a reload replaces it. */
  readonly config: () => Config;
  readonly configSource: () => ConfigSource;
  readonly configFile: string | undefined;
  readonly boot: BootSettings;
  readonly hostCommand: readonly string[];
  readonly hostEnv: Readonly<Record<string, string>>;
  /** The kernel's own environment, from which plugins get what they were granted. */
  readonly env: Readonly<Record<string, string>>;
  readonly bootTimeSeconds: number;
  /** True if this process runs in a container itself. */
  readonly isInContainer: boolean;
  /** Collect this plugin alone. */
  readonly only: string | undefined;
  /** Address of a proxy that the plugins' HTTP goes through; for a bug report alone. */
  readonly guestProxy: string | undefined;
}
