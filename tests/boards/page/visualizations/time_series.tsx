import { TimeSeries } from "@grafana/ui";
import type { UPlotConfigBuilder } from "@grafana/ui";
import { useEffect } from "react";
import type { Marker } from "../annotations.ts";
import type { VisualizationProps } from "./props.ts";

export function TimeSeriesPanel(props: VisualizationProps) {
  const { frames, options, markers, timeRange, theme, width, height } = props;
  return (
    <TimeSeries
      frames={frames}
      structureRev={1}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone="utc"
      // The defaults of Grafana's own panel.
      legend={{
        showLegend: true,
        displayMode: "list",
        placement: "bottom",
        calcs: [],
        ...options.legend,
      }}
    >
      {(config: UPlotConfigBuilder) => <Markers config={config} markers={markers} theme={theme} />}
    </TimeSeries>
  );
}

interface MarkersProps {
  readonly config: UPlotConfigBuilder;
  readonly markers: readonly Marker[];
  readonly theme: VisualizationProps["theme"];
}

/** Draws annotations as Grafana does: a dashed line, and a small triangle below. */
function Markers({ config, markers, theme }: MarkersProps) {
  useEffect(() => {
    config.addHook("draw", (plot) => {
      const { ctx, bbox } = plot;
      for (const { timeMs, color } of markers) {
        const x = Math.round(plot.valToPos(timeMs, "x", true));
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(color);
        ctx.lineWidth = 1;
        ctx.setLineDash([5, 5]);
        ctx.beginPath();
        ctx.moveTo(x + 0.5, bbox.top);
        ctx.lineTo(x + 0.5, bbox.top + bbox.height);
        ctx.stroke();
        ctx.beginPath();
        ctx.moveTo(x - 4, bbox.top + bbox.height + 5);
        ctx.lineTo(x + 4, bbox.top + bbox.height + 5);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.fill();
        ctx.restore();
      }
    });
  }, [config, markers, theme]);
  return null;
}
