import type { GrafanaTheme2 } from "@grafana/data";

interface TimeAxisProps {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly theme: GrafanaTheme2;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) =>
  minutes * MINUTE
);
const TEXT_WIDTH = 60;

/** The times below a stand-in, in UTC as those of the other graphs. */
export function TimeAxis({ from, to, left, width, top, theme }: TimeAxisProps) {
  const most = Math.max(1, (width - left) / TEXT_WIDTH);
  const step = STEPS.find((one) => (to - from) / one <= most) ?? (to - from);
  const times: number[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) times.push(time);
  const x = (time: number) => left + (time - from) / (to - from) * (width - left);
  const isWithin = (time: number) => x(time) - left > 20 && width - x(time) > 20;
  return (
    <g fontSize={12} fill={theme.colors.text.primary}>
      {times.filter(isWithin).map((time) => (
        <text key={time} x={x(time)} y={top + 16} textAnchor="middle">
          {new Date(time).toISOString().slice(11, 16)}
        </text>
      ))}
    </g>
  );
}
