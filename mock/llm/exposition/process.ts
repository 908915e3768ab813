import { counter, gauge, global } from "./table.ts";
import type { NumberRow } from "./table.ts";

/** What prometheus_client tells of its own process, where it is one process alone. */
export const PYTHON_PROCESS: readonly NumberRow[] = [
  counter(
    "python_gc_objects_collected_total",
    "Objects collected during gc",
    () => [0, 1, 2].map((generation) => sampleOf(generation, 12_431 >> generation)),
  ),
  counter(
    "python_gc_collections_total",
    "Number of times this generation was collected",
    () => [0, 1, 2].map((generation) => sampleOf(generation, 1_893 >> (generation * 2))),
  ),
  gauge("python_info", "Python platform information", () => [{
    labels: {
      implementation: "CPython",
      major: "3",
      minor: "12",
      patchlevel: "11",
      version: "3.12.11",
    },
    value: 1,
  }]),
  gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", () => 13_421_772_800),
  gauge("process_resident_memory_bytes", "Resident memory size in bytes.", () => 1_073_741_824),
  gauge(
    "process_start_time_seconds",
    "Start time of the process since unix epoch in seconds.",
    ({ view }) => view.startedAtUnix(),
  ),
  gauge("process_open_fds", "Number of open file descriptors.", () => 71),
  gauge("process_max_fds", "Maximum number of open file descriptors.", () => 1_048_576),
].map(global);

function sampleOf(generation: number, value: number) {
  return { labels: { generation: String(generation) }, value };
}
