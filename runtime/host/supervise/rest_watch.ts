import type { PluginSpec } from "../../contract/syscall.ts";
import type { Schedule } from "../lifecycle/schedule.ts";
import type { GuestSession } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";
import type { LookRecord } from "./look_record.ts";

/** Finds out, without a process, whether a plugin that has nothing to watch is worth one. */
export class RestWatch {
  readonly #ports: InstancePorts;
  readonly #closing = Promise.withResolvers<undefined>();
  /** The calls with which it found nothing; undefined where nobody knows them. */
  #look: LookRecord | undefined;

  constructor(ports: InstancePorts) {
    this.#ports = ports;
  }

  /** It found nothing to watch. Of a later collection nobody noted its calls, and it remembers earlier ones. */
  begin(session: GuestSession | undefined, schedule: Schedule): void {
    this.#look = session?.runs === 1 ? session.firstLook : undefined;
    schedule.rest(this.#ports.clock.nowMs());
  }

  /** Returns whether a plugin that rests is started now; never after `close`. */
  async wakes(spec: PluginSpec, schedule: Schedule): Promise<boolean> {
    const { kernel, clock, settings } = this.#ports;
    const finding = this.#look?.recheck(kernel, spec) ?? Promise.resolve("unknown");
    const found = await Promise.race([finding, this.#closing.promise]);
    if (found === undefined) return false;
    const shortestMs = Math.max(settings().inactiveInterval, spec.intervalMs);
    return schedule.wakes(clock.nowMs(), found, shortestMs);
  }

  /** Waits for no answer any more. */
  close(): void {
    this.#closing.resolve(undefined);
  }
}
