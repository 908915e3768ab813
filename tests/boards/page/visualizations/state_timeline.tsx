/** Stands in for the state timeline, which Grafana does not publish: its colours, texts and legend. */
import { colorManipulator, formattedValueToString, getFieldDisplayName } from "@grafana/data";
import type { DataFrame, Field } from "@grafana/data";
import { TimeAxis } from "./time_axis.tsx";
import type { VisualizationProps } from "./props.ts";

const AXIS_HEIGHT = 22;
const CHARACTER_WIDTH = 7;

interface State {
  readonly from: number;
  readonly to: number;
  readonly value: unknown;
}

export function StateTimelinePanel(props: VisualizationProps) {
  const { frames, options, width, height, timeRange, theme } = props;
  const rows = frames.flatMap((frame) =>
    frame.fields.slice(1).map((field) => ({
      frame,
      field,
      name: getFieldDisplayName(field, frame, frames),
    }))
  );
  const nameWidth = Math.min(
    width * 0.4,
    Math.max(...rows.map(({ name }) => name.length)) * CHARACTER_WIDTH + 12,
  );
  const rowHeight = (height - AXIS_HEIGHT) / rows.length;
  const bar = rowHeight * (options.rowHeight ?? 0.9);
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const x = (time: number) =>
    nameWidth + (Math.min(Math.max(time, from), to) - from) / (to - from) * (width - nameWidth);
  return (
    <svg width={width} height={height} fontSize={12} data-stand-in="state-timeline">
      {rows.map(({ frame, field, name }, index) => {
        const top = index * rowHeight + (rowHeight - bar) / 2;
        const middle = index * rowHeight + rowHeight / 2 + 4;
        return (
          <g key={index}>
            <text x={nameWidth - 8} y={middle} textAnchor="end" fill={theme.colors.text.primary}>
              {name}
            </text>
            {statesOf(frame, field).map((state) => {
              const display = field.display?.(state.value);
              const text = display ? formattedValueToString(display) : String(state.value);
              const color = display?.color ?? theme.colors.text.disabled;
              const [left, right] = [x(state.from), x(state.to)];
              const fill = blend(color, props);
              const isTold = options.showValue !== "never" &&
                right - left > text.length * CHARACTER_WIDTH + 12;
              return (
                <g key={state.from}>
                  <rect
                    x={left}
                    y={top}
                    width={Math.max(1, right - left)}
                    height={bar}
                    fill={fill}
                  />
                  {isTold
                    ? (
                      <text x={left + 6} y={middle} fill={theme.colors.getContrastText(fill, 4.5)}>
                        {text}
                      </text>
                    )
                    : null}
                </g>
              );
            })}
          </g>
        );
      })}
      <TimeAxis
        from={from}
        to={to}
        left={nameWidth}
        width={width}
        top={height - AXIS_HEIGHT}
        theme={theme}
      />
    </svg>
  );
}

/** Returns the colour that a translucent bar has on the panel. */
function blend(color: string, { options, fieldConfig, theme }: VisualizationProps): string {
  const share = (options.fillOpacity ?? fieldConfig.defaults.custom?.fillOpacity ?? 70) / 100;
  const parts = (of: string) => colorManipulator.decomposeColor(of).values as number[];
  const [top, bottom] = [parts(color), parts(theme.colors.background.primary)];
  const mixed = [0, 1, 2].map((part) =>
    Math.round((top[part] ?? 0) * share + (bottom[part] ?? 0) * (1 - share))
  );
  return colorManipulator.asHexString(`rgb(${mixed.join(", ")})`);
}

/** Joins equal values that follow each other; a gap without values stays one. */
function statesOf(frame: DataFrame, field: Field): State[] {
  const times: number[] = frame.fields[0]?.values ?? [];
  const stepMs = frame.fields[0]?.config.interval ?? 0;
  const states: State[] = [];
  for (const [index, time] of times.entries()) {
    const value: unknown = field.values[index];
    const last = states.at(-1);
    const until = time + stepMs;
    if (last && last.value === value && time - last.to <= stepMs) {
      states[states.length - 1] = { ...last, to: until };
    } else if (value !== null && value !== undefined) {
      states.push({ from: time, to: until, value });
    }
  }
  return states;
}
