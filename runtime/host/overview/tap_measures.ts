import type { Measures } from "../supervise/instance_ports.ts";

/** Measures with a listener for some of them. */
export function tapMeasures(
  measures: Measures,
  taps: Pick<Measures, "callFinished" | "collectionFinished">,
): Measures {
  return {
    stateChanged: (plugin, state) => measures.stateChanged(plugin, state),
    setUp: (plugin, up) => measures.setUp(plugin, up),
    restarted: (plugin, reason) => measures.restarted(plugin, reason),
    familyRejected: (plugin, reason) => measures.familyRejected(plugin, reason),
    tickMissed: (plugin) => measures.tickMissed(plugin),
    reloaded: (plugin, ok) => measures.reloaded(plugin, ok),
    upgradePending: (plugin, isPending) => measures.upgradePending(plugin, isPending),
    callFinished: (plugin, service, outcome) => {
      measures.callFinished(plugin, service, outcome);
      taps.callFinished(plugin, service, outcome);
    },
    collectionFinished: (plugin, outcome) => {
      measures.collectionFinished(plugin, outcome);
      taps.collectionFinished(plugin, outcome);
    },
    forget: (plugin) => measures.forget(plugin),
  };
}
