import type {
  CallOutcome,
  CollectionResult,
  RejectReason,
  StopReason,
} from "../../contract/codes.ts";
import type { SupervisorSettings } from "../../contract/config.ts";
import type { ValidFamily } from "../../contract/metric.ts";
import type { PluginStateName } from "../../contract/status.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { Log } from "../../contract/log.ts";
import type { Clock, KernelPort } from "../ports.ts";

/** The measurements of the supervisor: the host's own metrics. */
export interface Measures {
  collectionFinished(
    plugin: string,
    outcome: { result: CollectionResult; seconds: number; atUnixSeconds: number },
  ): void;
  stateChanged(plugin: string, state: PluginStateName): void;
  /** undefined takes the series away: nothing is known, or nothing is there to be up. */
  setUp(plugin: string, up: boolean | undefined): void;
  restarted(plugin: string, reason: StopReason): void;
  callFinished(plugin: string, service: string, outcome: CallOutcome): void;
  familyRejected(plugin: string, reason: RejectReason): void;
  tickMissed(plugin: string): void;
  reloaded(plugin: string, ok: boolean): void;
  /** Returns whether a newer version waits to be tried again. */
  upgradePending(plugin: string, isPending: boolean): void;
  forget(plugin: string): void;
}

/** Dependencies of an instance. */
export interface InstancePorts {
  readonly kernel: KernelPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly measures: Measures;
  /** Waits until a process may start; what it answers is called once it has. */
  readonly startTurn: (plugin: string) => Promise<() => void>;
  /** The settings in force now; a reload of the configuration changes them. */
  readonly settings: () => SupervisorSettings;
  /** Makes a result what the next scrape shows; false when the scrape has no room for it. */
  readonly publish: (
    plugin: string,
    families: readonly ValidFamily[],
    options: { series: number; chars: number; expiresAtMs: number },
  ) => boolean;
  /** Takes what a plugin published out of the next scrape. */
  readonly withdraw: (plugin: string) => void;
  /** Moves the plugin's claims to those of another revision, which the supervisor found free. */
  readonly adopt: (spec: PluginSpec) => void;
  readonly onChange: () => void;
}
