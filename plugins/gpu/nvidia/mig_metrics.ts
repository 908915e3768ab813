import type { FamilySet } from "@llm-monitor/sdk";
import type { KnownLabels } from "../known_labels.ts";
import type { MigListing } from "../parse/mig_list.ts";
import { find, findAll } from "../parse/xml.ts";
import type { XmlElement } from "../parse/xml.ts";
import { addReadings } from "../readings.ts";
import type { Reading } from "../readings.ts";

/** Memory belongs to the GPU instance: its compute instances all print the same numbers. */
const MEMORY: readonly Reading[] = ["total", "used", "free"].map((part) => ({
  metric: `llm_monitor_gpu_mig_memory_${part}_bytes`,
  from: [`fb_memory_usage/${part}`],
  unit: "mebibytes" as const,
}));

const ECC: Reading = {
  metric: "llm_monitor_gpu_mig_ecc_uncorrected_errors_total",
  from: ["ecc_error_count/volatile_count/sram_uncorrectable"],
  unit: "count",
};

/** Adds the MIG devices of a card. */
export function addMig(
  set: FamilySet,
  card: XmlElement,
  { gpu, listing, labels }: {
    gpu: string;
    listing: ReadonlyMap<string, MigListing>;
    labels: KnownLabels;
  },
): void {
  const instances = new Set<string>();
  for (const device of findAll(card, "mig_devices/mig_device")) {
    const readValue = (path: string) => find(device, path)?.text;
    const instance = readValue("gpu_instance_id") ?? "";
    const computeInstance = readValue("compute_instance_id") ?? "";
    const index = readValue("index");
    const { uuid = "", profile = "" } = listing.get(`${gpu}/${index}`) ?? {};
    set.info(
      "llm_monitor_gpu_mig_info",
      labels.keep(`mig ${gpu}/${index}/${instance}/${computeInstance}`, {
        gpu,
        gpu_instance: instance,
        compute_instance: computeInstance,
        mig: uuid,
        profile,
      }),
    );
    if (instances.has(instance)) continue;
    instances.add(instance);
    const readings = [...MEMORY, ECC].map((reading) => ({
      ...reading,
      labels: { gpu_instance: instance },
    }));
    addReadings(set, readings, { gpu, readValue });
  }
}
