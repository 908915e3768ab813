import type { Grant } from "../contract/grant.ts";
import type { ValidFamily } from "../contract/metric.ts";
import { isOpenToStrangers } from "../contract/reach.ts";
import type { PluginsAnswer, StatusAnswer } from "../contract/status.ts";
import type { BootSettings, KernelControl, PluginSpec } from "../contract/syscall.ts";
import type { SnapshotOptions } from "./exposition/snapshot.ts";
import type { SnapshotStore } from "./exposition/snapshot_store.ts";
import type { FrontPorts } from "./http/ports.ts";
import { CallLedger } from "./overview/call_ledger.ts";
import { LogTail } from "./overview/log_tail.ts";
import type { NewLine } from "./overview/log_tail.ts";
import { Overview } from "./overview/overview.ts";
import { tapMeasures } from "./overview/tap_measures.ts";
import { withholdDetails } from "./overview/withhold.ts";
import type { Clock } from "./ports.ts";
import type { Measures } from "./supervise/instance_ports.ts";
import { historyAnswer } from "./views/history_answer.ts";
import { ViewStore } from "./views/view_store.ts";

/** The parts of the host that the front is made from. */
export interface FrontSources {
  readonly clock: Clock;
  readonly boot: BootSettings;
  readonly store: SnapshotStore;
  readonly status: () => StatusAnswer;
  readonly plugins: () => PluginsAnswer;
  readonly isKernelSilent: () => boolean;
  readonly hasCandidates: () => boolean;
}

/** Everything that people see of the host: things, problems, their past, the log. It decides and waits for nothing. */
export class Front {
  readonly #clock: Clock;
  readonly #store: SnapshotStore;
  readonly #isWithheld: boolean;
  readonly #emptyGrant: Grant;
  readonly #views = new ViewStore();
  readonly #calls = new CallLedger();
  readonly #log = new LogTail();
  readonly #overview: Overview;

  constructor({ clock, boot, store, ...sources }: FrontSources) {
    this.#clock = clock;
    this.#store = store;
    this.#emptyGrant = boot.emptyGrant;
    this.#isWithheld = isOpenToStrangers(boot.server);
    this.#overview = new Overview({ clock, views: this.#views, ...sources });
  }

  /** A revision runs from now on. */
  runs({ name, view = [] }: PluginSpec): void {
    this.#views.declare(name, view);
  }

  /** Makes a result what is shown and scraped; false when a scrape has no room for it. */
  publish(plugin: string, families: readonly ValidFamily[], options: SnapshotOptions): boolean {
    const isTaken = this.#store.put(plugin, families, options);
    const { expiresAtMs } = options;
    if (isTaken) this.#views.put(plugin, families, { ...this.#moment(), expiresAtMs });
    return isTaken;
  }

  /** Takes a result out of the next scrape; the page shows it greyed for a while. */
  withdraw(plugin: string): void {
    this.#views.withdraw(plugin, this.#clock.nowMs());
    this.#store.remove(plugin);
  }

  /** A plugin is gone, with all that it told. */
  forget(plugin: string): void {
    this.#views.forget(plugin);
    this.#calls.forget(plugin);
  }

  logged(line: Omit<NewLine, "unixMs">): void {
    this.#log.add({ ...line, unixMs: this.#clock.unixMs() });
  }

  kernelLogged({ lines, leftOut }: Extract<KernelControl, { type: "log_lines" }>): void {
    for (const line of lines) this.#log.add(line);
    this.#log.leaveOut(leftOut);
  }

  /** Looks at everything, so that it is known since when a problem is there even if nobody asks. */
  look(): void {
    this.#overview.read();
  }

  /** Measures that also tell the front. */
  tap(measures: Measures): Measures {
    return tapMeasures(measures, {
      callFinished: (plugin, service, outcome) => this.#calls.note(plugin, service, outcome),
      collectionFinished: (plugin, { seconds }) => {
        const id = { kind: "plugin", key: plugin, field: "duration" } as const;
        this.#views.history.add(id, seconds, this.#clock.nowMs());
      },
    });
  }

  /** Leaves out of an answer what strangers are not to see, where they could. */
  shown(answer: PluginsAnswer): PluginsAnswer {
    return this.#isWithheld ? withholdDetails(answer, this.#emptyGrant) : answer;
  }

  ports(): FrontPorts {
    return {
      isWithheld: this.#isWithheld,
      overview: () => this.#overview.read(),
      past: (id) => this.#views.history.values(id, this.#clock.nowMs()),
      history: (query) => historyAnswer(this.#views.history, query, this.#moment()),
      log: () => this.#log,
      calls: (plugin) => this.#calls.of(plugin),
      pluginMetrics: (plugin) => this.#store.findBody(plugin, this.#clock.nowMs()),
    };
  }

  #moment(): { nowMs: number; unixMs: number } {
    return { nowMs: this.#clock.nowMs(), unixMs: this.#clock.unixMs() };
  }
}
