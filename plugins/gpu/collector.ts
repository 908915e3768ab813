import { FamilySet, inactive, TroubleLog } from "@llm-monitor/sdk";
import type { Facts, Family, Inactive, PluginContext } from "@llm-monitor/sdk";
import { AmdSmi } from "./amd/amd_smi.ts";
import { addAmdMetrics } from "./amd/metrics.ts";
import { EnergyMeter } from "./energy_meter.ts";
import { addJetson } from "./jetson/add_jetson.ts";
import { JetsonGpu } from "./jetson/jetson_gpu.ts";
import { KnownLabels } from "./known_labels.ts";
import { addNvidiaMetrics } from "./nvidia/metrics.ts";
import { NvidiaSmi } from "./nvidia/nvidia_smi.ts";
import type { Observation } from "./nvidia/observation.ts";
import type { Settings } from "./settings.ts";

const RUNTIME_STATUS = "/sys/bus/pci/drivers/nvidia/*/power/runtime_status";

type Context = PluginContext<Settings>;

/** Makes a collector. It remembers cards and energy between collections. */
export function createCollector(
  { nowMs }: { nowMs: () => number },
): (context: Context) => Promise<Family[] | Inactive> {
  const nvidia = new NvidiaSmi({ nowMs });
  const jetson = new JetsonGpu({ nowMs });
  const amd = new AmdSmi({ nowMs });
  const known = { energy: new EnergyMeter(), labels: new KnownLabels() };
  const troubles = new TroubleLog();

  const observeNvidia = async (context: Context): Promise<Observation> => {
    const observation = await nvidia.observe(context);
    const card = await jetson.observe(context.facts);
    return card ? addJetson(observation, card, nvidia) : observation;
  };

  return async (context) => {
    const set = new FamilySet();
    const asleep = context.config.wakeSuspended ? 0 : await sleepingCards(context.facts);
    const nvidiaCards = asleep > 0 ? undefined : await observeNvidia(context);
    const amdCards = await amd.observe(context);
    const hasNvidia = nvidiaCards && !isWithoutCards(nvidiaCards, nvidia);
    if (asleep === 0 && !hasNvidia && amdCards.reports.length === 0) {
      return inactive(whyInactive(nvidiaCards));
    }
    const when = { ...known, nowMs: nowMs() };
    if (hasNvidia) addNvidiaMetrics(set, nvidiaCards, when);
    if (asleep > 0) set.gauge("llm_monitor_gpu_suspended_cards", { vendor: "nvidia" }, asleep);
    addAmdMetrics(set, amdCards, when);
    troubles.note(context.log, describeTrouble([...hasNvidia ? [nvidiaCards] : [], amdCards]));
    return set.families();
  };
}

/** Counts the cards of a laptop that sleep: asking one would wake it. */
async function sleepingCards(facts: Facts): Promise<number> {
  const states = [...(await facts.readAll(RUNTIME_STATUS)).values()].map((text) => text.trim());
  return states.every((state) => state === "suspended") ? states.length : 0;
}

/** A card that was there once is lost; a machine that never had one has nothing to tell. */
function isWithoutCards({ rows, reports }: Observation, nvidia: NvidiaSmi): boolean {
  const reason = reports[0]?.failure?.reason;
  return rows.length === 0 && !nvidia.hasKnownCards &&
    (reason === "command_not_found" || reason === "no_devices");
}

function whyInactive(nvidiaCards: Observation | undefined): string {
  const failure = nvidiaCards?.reports[0]?.failure;
  return failure && failure.reason !== "command_not_found"
    ? failure.message
    : "There is no card: none of nvidia-smi, amd-smi and rocm-smi is on the PATH";
}

/** Describes everything that is wrong; empty when nothing is. */
function describeTrouble(
  observations: readonly Pick<Observation, "reports" | "missing">[],
): string {
  const failures = observations.flatMap(({ reports }) =>
    reports.flatMap(({ failure }) => failure?.message ?? [])
  );
  const missing = observations.flatMap((observation) => observation.missing);
  const lost = missing.length > 0 ? [`Cards that do not report: ${missing.join(", ")}`] : [];
  return [...failures, ...lost].join("; ");
}
