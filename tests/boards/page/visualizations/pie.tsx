/** Stands in for the pie chart, which Grafana does not publish: slices and a legend. */
import { formattedValueToString, getFieldDisplayValues } from "@grafana/data";
import { VizLegend } from "@grafana/ui";
import { LegendDisplayMode } from "@grafana/schema";
import type { VisualizationProps } from "./props.ts";

const LEGEND_SHARE = 0.45;

export function PiePanel(props: VisualizationProps) {
  const { frames, fieldConfig, options, theme, width, height, replaceVariables } = props;
  const values = getFieldDisplayValues({
    fieldConfig,
    reduceOptions: { calcs: ["lastNotNull"], ...options.reduceOptions },
    replaceVariables,
    theme,
    data: frames,
    timeZone: "utc",
  }).filter(({ display }) => display.numeric > 0);
  const total = values.reduce((sum, { display }) => sum + display.numeric, 0);
  const radius = Math.min(width * (1 - LEGEND_SHARE), height) / 2 - 8;
  const center = radius + 8;
  let before = 0;
  return (
    <div style={{ display: "flex", width, height }} data-stand-in="piechart">
      <svg width={center * 2} height={height}>
        {values.map(({ display }, index) => {
          const [from, to] = [before / total, (before + display.numeric) / total];
          before += display.numeric;
          return (
            <path
              key={index}
              d={slice(center, height / 2, radius, from, to)}
              fill={display.color}
            />
          );
        })}
      </svg>
      <VizLegend
        placement="right"
        displayMode={LegendDisplayMode.List}
        items={values.map(({ display }) => ({
          label: `${display.title ?? ""} ${formattedValueToString(display)}`,
          color: display.color ?? "",
          yAxis: 1,
        }))}
      />
    </div>
  );
}

function slice(x: number, y: number, radius: number, from: number, to: number): string {
  const point = (share: number) => {
    const angle = share * 2 * Math.PI - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(2)} ${
      (y + radius * Math.sin(angle)).toFixed(2)
    }`;
  };
  const end = Math.min(to, from + 0.9999);
  return `M ${x} ${y} L ${point(from)} A ${radius} ${radius} 0 ${end - from > 0.5 ? 1 : 0} 1 ${
    point(end)
  } Z`;
}
