import { CodedError } from "../contract/errors.ts";
import { LOG_LEVELS } from "../contract/message.ts";
import type { LogLevel } from "../contract/message.ts";
import { STATUS_SCHEMA_VERSION } from "../contract/status.ts";
import type { PluginsAnswer, StatusAnswer } from "../contract/status.ts";
import type {
  BootSettings,
  IsolationLayer,
  KernelControl,
  ProcessUsage,
} from "../contract/syscall.ts";
import { Claims } from "../metrics/claims.ts";
import { SelfMetrics } from "./exposition/self_metrics.ts";
import { SnapshotStore } from "./exposition/snapshot_store.ts";
import { createApp } from "./http/app.ts";
import { startServer } from "./http/serve.ts";
import type { RunningServer } from "./http/serve.ts";
import type { Clock, Kernel } from "./ports.ts";
import { statusAnswer } from "./supervise/status_answer.ts";
import { pluginStatus } from "./supervise/status_view.ts";
import { Supervisor } from "./supervise/supervisor.ts";
