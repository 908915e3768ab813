import type { Item } from "../../contract/item.ts";
import { shellWord } from "../../contract/shell_word.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import { percent } from "./finding.ts";
import type { Finding } from "./finding.ts";

const { system } = THRESHOLDS;

/** Finds what is wrong with the machine. */
export function hostProblems({ numbers, key }: Item): Finding[] {
  const about = { key, subject: "this machine" };
  const findings: Finding[] = [];
  const { memory_total: total, memory_available: available } = numbers;
  if (total !== undefined && available !== undefined && total > 0) {
    const free = available / total;
    if (free <= system.memoryAvailableRatio) {
      findings.push({
        ...about,
        code: "memory_low",
        severity: "critical",
        summary: `Only ${percent(free)} of its memory is available`,
        cause: "Programs use nearly all of it; the kernel will soon kill one.",
        fix: "Find the largest program, and stop it or reduce what it uses.",
        command: "ps aux --sort=-rss | head",
      });
    }
  }
  for (const rule of PRESSURES) {
    const ratio = numbers[rule.field];
    if (ratio === undefined || ratio < rule.most) continue;
    const { code, summary, cause, fix, command } = rule;
    const text = `${summary} ${percent(ratio)} of the time`;
    findings.push({ ...about, code, severity: "warning", summary: text, cause, fix, command });
  }
  return findings;
}

const PRESSURES = [
  {
    field: "cpu_pressure",
    most: system.cpuPressureRatio,
    code: "cpu_pressure",
    summary: "Threads wait for a CPU",
    cause: "There is more work than the processors can do.",
    fix: "Find what keeps them busy.",
    command: "top -o %CPU",
  },
  {
    field: "memory_pressure",
    most: system.memoryPressureRatio,
    code: "memory_pressure",
    summary: "Everything waits for memory",
    cause: "The working set does not fit into memory, and pages are read again and again.",
    fix: "Find the largest program, and stop it or reduce what it uses.",
    command: "ps aux --sort=-rss | head",
  },
  {
    field: "disk_pressure",
    most: system.diskPressureRatio,
    code: "disk_pressure",
    summary: "Everything waits for a disk",
    cause: "The load on a disk exceeds its speed, for example while models are loaded.",
    fix: "Find what reads or writes so much.",
    command: "iostat -x 5 2",
  },
] as const;

/** Finds what is wrong with one file system. */
export function filesystemProblems({ numbers, labels, key }: Item): Finding[] {
  const mountpoint = Object.values(labels)[0] ?? key;
  const about = { key, subject: `file system ${mountpoint}` };
  const findings: Finding[] = [];
  const { size, available, inodes, inodes_free: inodesFree } = numbers;
  const isKept = numbers.read_only === 1;
  if (size !== undefined && available !== undefined && size > 0 && !isKept) {
    const free = available / size;
    if (free < system.diskAvailableRatio) {
      findings.push({
        ...about,
        code: "disk_full",
        severity: free < system.diskFullRatio ? "critical" : "warning",
        summary: `Only ${percent(free)} of it is free`,
        cause: "Writing fails when it is full.",
        fix: "Delete files that nobody needs, such as old models and images.",
        command: `du -xh --max-depth=2 ${shellWord(mountpoint)} | sort -h | tail`,
      });
    }
  }
  if (inodes !== undefined && inodesFree !== undefined && inodes > 0 && !isKept) {
    const free = inodesFree / inodes;
    if (free < system.inodesFreeRatio) {
      findings.push({
        ...about,
        code: "inodes_low",
        severity: "warning",
        summary: `Only ${percent(free)} of its inodes are free`,
        cause: "There are very many small files.",
        fix: "Find the folder that holds them.",
        command: `du -x --inodes ${shellWord(mountpoint)} | sort -n | tail`,
      });
    }
  }
  return findings;
}
