/** Stands in for the gauge, which Grafana does not publish: an arc with the colours of thresholds. */
import type { FieldDisplay, GrafanaTheme2 } from "@grafana/data";
import { formattedValueToString } from "@grafana/data";

interface DialProps {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly isTitled: boolean;
  readonly theme: GrafanaTheme2;
}

const START = Math.PI * 1.25;
const SWEEP = Math.PI * 1.5;

export function Dial({ value, width, height, isTitled, theme }: DialProps) {
  const { display, field } = value;
  const titleHeight = isTitled ? 22 : 0;
  const radius = Math.min(width / 2, (height - titleHeight) * 0.58) - 4;
  const [x, y] = [width / 2, radius + 4];
  const share = ratio(display.numeric, field.min ?? 0, field.max ?? 100);
  const arc = (from: number, to: number, at: number, color: string, thick: number) => (
    <path d={arcPath(x, y, at, from, to)} fill="none" stroke={color} strokeWidth={thick} />
  );
  const thick = Math.max(6, radius * 0.22);
  return (
    <svg width={width} height={height} data-stand-in="gauge">
      {arc(0, 1, radius - thick / 2, theme.colors.background.secondary, thick)}
      {share > 0 ? arc(0, share, radius - thick / 2, display.color ?? "", thick) : null}
      <text
        x={x}
        y={y + radius * 0.12}
        textAnchor="middle"
        fontSize={Math.max(12, radius * 0.38)}
        fill={theme.colors.text.primary}
      >
        {formattedValueToString(display)}
      </text>
      {isTitled
        ? (
          <text
            x={x}
            y={height - 6}
            textAnchor="middle"
            fontSize={14}
            fill={theme.colors.text.primary}
          >
            {display.title}
          </text>
        )
        : null}
    </svg>
  );
}

function ratio(value: number, min: number, max: number): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min || 1)));
}

function arcPath(x: number, y: number, radius: number, from: number, to: number): string {
  const point = (share: number) => {
    const angle = START - share * SWEEP;
    return `${(x + radius * Math.cos(angle)).toFixed(2)} ${
      (y - radius * Math.sin(angle)).toFixed(2)
    }`;
  };
  const isLong = (to - from) * SWEEP > Math.PI ? 1 : 0;
  return `M ${point(from)} A ${radius} ${radius} 0 ${isLong} 1 ${point(to)}`;
}
