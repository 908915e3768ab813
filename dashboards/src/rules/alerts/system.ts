import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { AT_ONCE, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const limits = THRESHOLDS.system;
const MOUNT = "{{ $labels.mountpoint }} on {{ $labels.instance }}";
const FREE = `llm_monitor_system_filesystem_available_bytes
    / (llm_monitor_system_filesystem_size_bytes > 0)`;
/** Excludes what is read-only on purpose: that is full on purpose. */
const WRITABLE = "unless llm_monitor_system_filesystem_readonly == 1";

export const SYSTEM_ALERTS: RuleGroup<Alert> = {
  name: "system",
  source: "dashboards/src/rules/alerts/system.ts",
  rules: [
    {
      alert: "LlmMonitorDiskFilling",
      severity: "warning",
      expr:
        `predict_linear(llm_monitor_system_filesystem_available_bytes[6h], ${limits.diskFullSeconds}) < 0
  and ${FREE} < ${limits.diskFillingRatio}
  ${WRITABLE}`,
      lasts: { time: "10m", because: "a download ends, and a trend goes on" },
      holds: { time: "15m", because: "the slope changes its sign now and then" },
      summary: `${MOUNT} is full within four days`,
      description:
        "At the pace of the last 6 hours it lacks {{ $value | humanize1024 }}B by then. See what " +
        "grows: du -xh --max-depth=2 {{ $labels.mountpoint }} | sort -h | tail. Old models go first.",
    },
    {
      alert: "LlmMonitorDiskFull",
      severity: "critical",
      expr: `${FREE} < ${limits.diskFullRatio}
  ${WRITABLE}`,
      lasts: { time: "1m", because: "there are minutes, not hours" },
      holds: HELD,
      summary: `${MOUNT} is full`,
      description:
        "{{ $value | humanizePercentage }} is left: downloads, logs and databases fail. Delete " +
        "models that nobody serves, or docker system prune.",
    },
    {
      alert: "LlmMonitorDiskLow",
      severity: "warning",
      expr: `${FREE} < ${limits.diskAvailableRatio} >= ${limits.diskFullRatio}
  ${WRITABLE}`,
      lasts: { time: "15m", because: "a download that is unpacked takes its space twice" },
      holds: HELD,
      summary: `${MOUNT} is getting full`,
      description:
        "{{ $value | humanizePercentage }} is left. Find what can go while there is time.",
    },
    {
      alert: "LlmMonitorInodesFew",
      severity: "warning",
      expr: `llm_monitor_system_filesystem_inodes_free
    / (llm_monitor_system_filesystem_inodes > 0) < ${limits.inodesFreeRatio}
  ${WRITABLE}`,
      lasts: { time: "15m", because: "many small files come and go" },
      holds: HELD,
      summary: `${MOUNT} runs out of inodes`,
      description:
        "{{ $value | humanizePercentage }} is left: no file can be made although there is space. " +
        "Caches of small files are the usual reason.",
    },
    {
      alert: "LlmMonitorFilesystemReadOnly",
      severity: "critical",
      expr: `llm_monitor_system_filesystem_readonly == 1
  and min_over_time(llm_monitor_system_filesystem_readonly[1d]) == 0`,
      lasts: { time: "1m", because: "nobody mounts it anew for seconds" },
      holds: NOT_HELD,
      summary: `${MOUNT} became read-only`,
      description:
        "It was writable today ({{ $value }}). The kernel does this after an error of the disk: see " +
        "dmesg, and the disk's health, before you mount it again.",
    },
    {
      alert: "LlmMonitorFilesystemHangs",
      severity: "warning",
      expr: "llm_monitor_system_filesystem_device_error == 1",
      lasts: { time: "5m", because: "a file server may be restarted" },
      holds: HELD,
      summary: `${MOUNT} does not answer`,
      description:
        "It could not be asked for its size ({{ $value }}). What reads there hangs: see the file " +
        "server and the network.",
    },
    {
      alert: "LlmMonitorMemoryLow",
      severity: "critical",
      expr: `llm_monitor_system_memory_available_bytes
    / (llm_monitor_system_memory_total_bytes > 0) < ${limits.memoryAvailableRatio}`,
      lasts: { time: "5m", because: "loading a model takes much for a moment" },
      holds: HELD,
      summary: "{{ $labels.instance }} has hardly any memory left",
      description:
        "{{ $value | humanizePercentage }} is available, and next the kernel kills. See which " +
        "container grows; limits keep the others alive.",
    },
    {
      alert: "LlmMonitorOomKill",
      severity: "warning",
      expr: "increase(llm_monitor_system_oom_kills_total[15m]) > 0",
      lasts: AT_ONCE,
      holds: { time: "15m", because: "it happened, and the count forgets it" },
      summary: "The kernel of {{ $labels.instance }} killed processes for memory",
      description:
        "{{ $value | humanize }} in 15 minutes. dmesg names them; inside a container it was the " +
        "container's own limit, else the machine's.",
    },
    {
      alert: "LlmMonitorCpuPressure",
      severity: "warning",
      expr: `rate(llm_monitor_system_pressure_stalled_seconds_total{resource="cpu",kind="some"}[5m])
  > ${limits.cpuPressureRatio}`,
      lasts: { time: "15m", because: "compiling and loading are over sooner" },
      holds: HELD,
      summary: "Programs on {{ $labels.instance }} wait for processors",
      description:
        "For {{ $value | humanizePercentage }} of the time something waited. Tokenizers and " +
        "schedulers of engines get late, and cards idle. See what runs: top.",
    },
    {
      alert: "LlmMonitorMemoryPressure",
      severity: "warning",
      expr:
        `rate(llm_monitor_system_pressure_stalled_seconds_total{resource="memory",kind="full"}[5m])
  > ${limits.memoryPressureRatio}`,
      lasts: { time: "5m", because: "caches are given back in seconds" },
      holds: HELD,
      summary: "{{ $labels.instance }} is short of memory",
      description:
        "For {{ $value | humanizePercentage }} of the time everything waited for memory. Mapped " +
        "models are read from the disk again and again: too much is loaded.",
    },
    {
      alert: "LlmMonitorDiskPressure",
      severity: "warning",
      expr: `rate(llm_monitor_system_pressure_stalled_seconds_total{resource="io",kind="full"}[5m])
  > ${limits.diskPressureRatio}`,
      lasts: { time: "15m", because: "loading a model is over sooner" },
      holds: HELD,
      summary: "Programs on {{ $labels.instance }} wait for disks",
      description:
        "For {{ $value | humanizePercentage }} of the time everything waited. See which disk: " +
        "rate(llm_monitor_system_disk_io_weighted_seconds_total[5m]).",
    },
    {
      alert: "LlmMonitorZfsPoolFaulty",
      severity: "critical",
      expr: `llm_monitor_system_zfs_pool_state{state!="online"} == 1`,
      lasts: { time: "1m", because: "a pool says so only when it is so" },
      holds: NOT_HELD,
      summary: "ZFS pool {{ $labels.pool }} of {{ $labels.instance }} is {{ $labels.state }}",
      description:
        "Not online ({{ $value }}): a disk failed, or is away. zpool status {{ $labels.pool }} " +
        "names it; replace it while the others hold.",
    },
    {
      alert: "LlmMonitorInfinibandDown",
      severity: "warning",
      expr: `llm_monitor_system_infiniband_port_up == 0
  and max_over_time(llm_monitor_system_infiniband_port_up[1d]) == 1`,
      lasts: { time: "2m", because: "a port trains anew after a pull of the cable" },
      holds: HELD,
      summary:
        "Port {{ $labels.port }} of {{ $labels.device }} on {{ $labels.instance }} went down",
      description:
        "It was up today (now {{ $value }}). Engines over several hosts hang. See cable and switch.",
    },
  ],
};
