/** Queries that give nothing in a busy day in which all is well, as `board: panel refId`. */

interface Reason {
  /** The scenario in which it gives something; absent where the simulation has nothing of the kind. */
  readonly seenIn?: string;
  readonly why: string;
}

export const EMPTY_IN_BUSY: Readonly<Record<string, Reason>> = {
  "containers-and-logs: Containers D": {
    seenIn: "oom-killed",
    why: "An exit code is there for containers that have ended.",
  },
  "containers-and-logs: CPU throttling A": {
    why: "No container of the simulation has a limit of processor time.",
  },
  "containers-and-logs: Engine disk usage A": {
    why: "The setting diskUsage is off, as by default.",
  },
  "containers-and-logs: Reclaimable disk space A": {
    why: "The setting diskUsage is off, as by default.",
  },
  "containers-and-logs: Largest volumes A": { why: "The setting diskUsage is off, as by default." },
  "containers-and-logs: Largest writable layers A": {
    why: "The setting diskUsage is off, as by default.",
  },
  "containers-and-logs: Containers without metrics B": {
    why: "Every container of the simulation can be read.",
  },
  "containers-and-logs: annotation Model loaded or unloaded": {
    seenIn: "model-flapping",
    why: "No model comes or goes while all is well.",
  },
  "containers-and-logs: annotation Server version changed": {
    seenIn: "garbage",
    why: "No server is replaced by another version; one that answers nonsense loses its version.",
  },
  "cost-and-efficiency: Idle GPUs holding memory A": {
    why: "No card of the simulation rests for an hour.",
  },
  "cost-and-efficiency: Idle GPUs holding memory B": {
    why: "No card of the simulation rests for an hour.",
  },
  "cost-and-efficiency: Idle GPUs holding memory C": {
    why: "No card of the simulation rests for an hour.",
  },
  "cost-and-efficiency: Power of idle GPUs A": {
    seenIn: "crash-looping",
    why: "No card rests in a busy day.",
  },
  "fleet: Free GPUs A": {
    seenIn: "crash-looping",
    why: "Every card holds a model; where its engine has ended it does not.",
  },
  "fleet: Free GPUs B": {
    seenIn: "crash-looping",
    why: "Every card holds a model; where its engine has ended it does not.",
  },
  "gpu: Xid errors A": { seenIn: "gpu-lost", why: "No card has errors in a busy day." },
  "gpu: Xid errors B": { seenIn: "gpu-lost", why: "No card has errors in a busy day." },
  "gpu: Memory and link health D": {
    why: "Cards of the simulation are newer than retired pages and this flag.",
  },
  "gpu: Memory and link health E": {
    why: "Cards of the simulation are newer than retired pages and this flag.",
  },
  "gpu: Memory and link health I": {
    why: "Cards of the simulation are newer than retired pages and this flag.",
  },
  "gpu: MIG tensor core activity A": {
    why: "nvidia-smi does not tell the activity of MIG instances; DCGM does.",
  },
  "gpu: MIG DRAM activity A": {
    why: "nvidia-smi does not tell the activity of MIG instances; DCGM does.",
  },
  "gpu: MIG SM activity A": {
    why: "nvidia-smi does not tell the activity of MIG instances; DCGM does.",
  },
  "gpu: Module power A": { why: "There is no Grace Hopper in the simulation." },
  "gpu: Host memory used A": {
    why: "There is no AMD card in the simulation by default.",
  },
  "gpu: Fabric and licences C": { why: "There is no virtual GPU in the simulation." },
  "gpu: NVSwitch errors A": { why: "There is no NVSwitch in the simulation." },
  "gpu: Sources D": { seenIn: "gpu-lost", why: "A source has a reason when it fails." },
  "gpu: annotation Model loaded or unloaded": {
    seenIn: "model-flapping",
    why: "No model comes or goes while all is well.",
  },
  "gpu: annotation Server version changed": {
    seenIn: "garbage",
    why: "No server is replaced by another version; one that answers nonsense loses its version.",
  },
  "llm-serving: External prefix cache hit rate A": {
    why: "No engine of the simulation has a cache outside of the card.",
  },
  "llm-serving: Draft acceptance rate A": {
    why: "No engine of the simulation drafts tokens.",
  },
  "llm-serving: Tokens per draft A": {
    why: "No engine of the simulation drafts tokens.",
  },
  "llm-serving: LoRA adapters A": { why: "No engine of the simulation has adapters." },
  "llm-serving: LoRA slots A": { why: "No engine of the simulation has adapters." },
  "llm-serving: Swapped requests A": {
    why: "The engines of the simulation compute again in place of moving requests out.",
  },
  "llm-serving: Servers behind a router A": {
    why: "LiteLLM tells of deployments, not of servers; no other router is simulated.",
  },
  "llm-serving: Latest probe E": {
    why: "A probe waits in a queue where the server says so, and none of these does.",
  },
  "llm-serving: Versions A": { why: "No server has more models than are told one by one." },
  "llm-serving: annotation Model loaded or unloaded": {
    seenIn: "model-flapping",
    why: "No model comes or goes while all is well.",
  },
  "llm-serving: annotation Server version changed": {
    seenIn: "garbage",
    why: "No server is replaced by another version; one that answers nonsense loses its version.",
  },
  "overview: annotation Model loaded or unloaded": {
    seenIn: "model-flapping",
    why: "No model comes or goes while all is well.",
  },
  "overview: annotation Server version changed": {
    seenIn: "garbage",
    why: "No server is replaced by another version; one that answers nonsense loses its version.",
  },
  "runtime-and-plugins: Plugins F": { why: "The written simulation restarts no plugin." },
  "runtime-and-plugins: Plugins J": { why: "The written simulation reloads no plugin." },
  "runtime-and-plugins: Rejected results A": {
    why: "The results of bundled plugins are well formed.",
  },
  "runtime-and-plugins: Restarts A": { why: "The written simulation restarts no plugin." },
  "system: File systems C": {
    seenIn: "disk-full",
    why: "A disk has an end in sight only while it fills up.",
  },
  "system: Read latency A": {
    seenIn: "crash-looping",
    why: "Models are read from disk only when a container starts.",
  },
  "system: InfiniBand ports A": { why: "There is no InfiniBand in the simulation." },
  "system: InfiniBand ports B": { why: "There is no InfiniBand in the simulation." },
  "system: InfiniBand traffic A": { why: "There is no InfiniBand in the simulation." },
  "system: InfiniBand traffic B": { why: "There is no InfiniBand in the simulation." },
  "system: InfiniBand errors A": { why: "There is no InfiniBand in the simulation." },
  "system: ZFS pools A": { why: "There is no ZFS in the simulation." },
  "system: ZFS cache A": { why: "There is no ZFS in the simulation." },
  "system: ZFS cache B": { why: "There is no ZFS in the simulation." },
  "system: Huge pages A": { why: "No huge pages are reserved in the simulation." },
  "system: annotation Model loaded or unloaded": {
    seenIn: "model-flapping",
    why: "No model comes or goes while all is well.",
  },
  "system: annotation Server version changed": {
    seenIn: "garbage",
    why: "No server is replaced by another version; one that answers nonsense loses its version.",
  },
};
