/** Stands in for the logs panel: no Loki can be installed here, so that its lines are samples. */
import type { VisualizationProps } from "./props.ts";

const LINE_HEIGHT = 20;
const LINES: readonly (readonly [level: "info" | "warn" | "error", text: string])[] = [
  ["info", 'POST /v1/chat/completions HTTP/1.1" 200 OK'],
  ["info", "Avg prompt throughput: 1712.3 tokens/s, Avg generation throughput: 812.0 tokens/s"],
  [
    "warn",
    "Sequence group 4711 is preempted by PreemptionMode.RECOMPUTE: not enough KV cache space",
  ],
  ["info", "Running: 31 reqs, Waiting: 2 reqs, GPU KV cache usage: 88.4 %"],
  ["error", "NVRM: Xid (PCI:0000:17:00): 94, pid=4242, Contained ECC error"],
  ["info", "loaded meta-llama/Llama-3.1-8B-Instruct in 21.4 s"],
];

export function LogsPanel({ width, height, timeRange, theme }: VisualizationProps) {
  const colors = {
    info: theme.colors.success.text,
    warn: theme.colors.warning.text,
    error: theme.colors.error.text,
  };
  const count = Math.max(1, Math.floor(height / LINE_HEIGHT) - 1);
  const end = timeRange.to.valueOf();
  return (
    <div
      style={{
        width,
        height,
        overflow: "hidden",
        ...theme.typography.bodySmall,
        fontFamily: theme.typography.fontFamilyMonospace,
        lineHeight: `${LINE_HEIGHT}px`,
      }}
      data-stand-in="logs"
    >
      <div style={{ color: theme.colors.text.secondary }}>Sample lines: no Loki answers here</div>
      {Array.from({ length: count }, (_, index) => {
        const [level, text] = LINES[index % LINES.length] ?? ["info", ""];
        return (
          <div key={index} style={{ whiteSpace: "nowrap", overflow: "hidden" }} data-may-be-cut>
            <span style={{ color: theme.colors.text.secondary }}>
              {new Date(end - index * 1_700).toISOString().slice(11, 23)}
            </span>{" "}
            <span style={{ color: colors[level] }}>{level.padEnd(5)}</span> {text}
          </div>
        );
      })}
    </div>
  );
}
