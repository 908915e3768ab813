/** Stands in for the heatmap, which Grafana does not publish: cells by the scheme of colours. */
import { formattedValueToString, getValueFormat } from "@grafana/data";
import { TimeAxis } from "./time_axis.tsx";
import type { VisualizationProps } from "./props.ts";

const AXIS_HEIGHT = 22;
const NAME_WIDTH = 64;
const LEAST_ROW_HEIGHT = 14;

export function HeatmapPanel(props: VisualizationProps) {
  const { frames, options, width, height, timeRange, theme } = props;
  const [frame] = frames;
  if (!frame) return null;
  const times: number[] = frame.fields[0]?.values ?? [];
  const rows = frame.fields.slice(1);
  const rowHeight = (height - AXIS_HEIGHT) / rows.length;
  const most = Math.max(0, ...rows.flatMap(({ values }) => [...values as number[]]));
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const stepMs = (times[1] ?? to) - (times[0] ?? from);
  const x = (time: number) => NAME_WIDTH + (time - from) / (to - from) * (width - NAME_WIDTH);
  const everyRow = Math.ceil(LEAST_ROW_HEIGHT / rowHeight);
  const format = getValueFormat(options.yAxis?.unit ?? "short");
  return (
    <svg width={width} height={height} fontSize={12} data-stand-in="heatmap">
      {rows.map((field, index) => {
        const top = height - AXIS_HEIGHT - (index + 1) * rowHeight;
        const { name } = field;
        const bound = Number(name.replace("+Inf", "Infinity"));
        const label = Number.isFinite(bound) ? formattedValueToString(format(bound)) : name;
        return (
          <g key={index}>
            {index % everyRow === 0
              ? (
                <text
                  x={NAME_WIDTH - 8}
                  y={top + rowHeight / 2 + 4}
                  textAnchor="end"
                  fill={theme.colors.text.primary}
                >
                  {label}
                </text>
              )
              : null}
            {times.map((time, at) => {
              const value: number = field.values[at] ?? 0;
              if (value <= 0 || time < from) return null;
              return (
                <rect
                  key={time}
                  x={x(time)}
                  y={top}
                  width={Math.max(1, x(time + stepMs) - x(time))}
                  height={rowHeight}
                  fill={theme.visualization.getColorByName("orange")}
                  opacity={Math.max(0.08, Math.sqrt(value / most))}
                />
              );
            })}
          </g>
        );
      })}
      <TimeAxis
        from={from}
        to={to}
        left={NAME_WIDTH}
        width={width}
        top={height - AXIS_HEIGHT}
        theme={theme}
      />
    </svg>
  );
}
