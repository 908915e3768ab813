import { getPriority } from "node:os";
import type { IsolationLayer } from "../../../contract/syscall.ts";
import { OOM_SCORE, readOwnOomScore, setOomScore } from "./oom_score.ts";
import { NICENESS, setNiceness } from "./priority.ts";
import { hasAutogroups, isGroupedBySession, setSessionNiceness } from "./session_priority.ts";
import { readTerminal } from "../limits/usage.ts";
import { canMeterWaits } from "../limits/wait_meter.ts";

/** The standing that this machine gives us when processors and memory are short. */
export interface Standing {
  /** True if kernel and host run before others. */
  readonly isRaised: boolean;
  /** True if the OOM killer takes kernel and host after others. */
  readonly isSpared: boolean;
  /** True if a guest that was lowered can be raised again. */
  readonly canRestore: boolean;
  /** True if Linux reports how long a process waited for a processor. */
  readonly metersWaits: boolean;
}

/** Raises this process a little, where the rights allow it; its host inherits what it got. */
export async function takeStanding(): Promise<Standing> {
  const isRaised = await raise();
  const isSpared = await readOwnOomScore() < 0 || await setOomScore(Deno.pid, OOM_SCORE.ours);
  return {
    isRaised,
    isSpared,
    // Sessions can be restored by anyone, single processes by root alone.
    canRestore: Deno.uid() === 0 || await hasAutogroups(),
    metersWaits: canMeterWaits(),
  };
}

/**
 * Raises this process, unless the operator made it nicer on purpose. Where Linux schedules by session that
 * counts only in one that is ours alone, a service's; with a terminal it is the user's as well.
 */
async function raise(): Promise<boolean> {
  const niceness = getPriority();
  if (niceness > NICENESS.usual) return false;
  if (niceness === NICENESS.usual && !setNiceness(Deno.pid, NICENESS.raised)) return false;
  if (!await isGroupedBySession(Deno.pid)) return true;
  return readTerminal(Deno.pid) === 0 &&
    await setSessionNiceness(Deno.pid, NICENESS.raised);
}

/** Describes the standing, for the status and the metrics. */
export function describeStanding(standing: Standing): IsolationLayer[] {
  const { isRaised, isSpared, canRestore, metersWaits } = standing;
  const layer = (name: string, active: boolean, why: string): IsolationLayer => ({
    name,
    active,
    detail: active ? "" : why,
  });
  return [
    layer(
      "raised_priority",
      isRaised,
      "The kernel has normal priority: raising it takes root, CAP_SYS_NICE or a unit's Nice=-5, and a session of its own where Linux schedules by session",
    ),
    layer(
      "oom_protection",
      isSpared,
      "The OOM killer does not spare kernel and host: that takes CAP_SYS_RESOURCE or a unit's OOMScoreAdjust=-500",
    ),
    layer(
      "lower_priority",
      canRestore,
      "A guest with lowered priority keeps it until its process is replaced: sched_autogroup is off, and only root can raise a priority",
    ),
    layer(
      "starvation_clock",
      metersWaits,
      "Deadlines count wall-clock time: this Linux does not report how long a process waited (no /proc/PID/schedstat)",
    ),
  ];
}
