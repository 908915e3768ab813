/** Panels that show one value, or some beside each other: stat, bar gauge, gauge. */
import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  VizOrientation,
} from "@grafana/data";
import type { DisplayValueAlignmentFactors, FieldDisplay } from "@grafana/data";
import {
  BarGauge,
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  VizRepeater,
} from "@grafana/ui";
import type { VizRepeaterRenderValueProps } from "@grafana/ui";
import type { ReactElement } from "react";
import { Dial } from "./dial.tsx";
import type { VisualizationProps } from "./props.ts";

type Rendering = VizRepeaterRenderValueProps<FieldDisplay, DisplayValueAlignmentFactors>;

export function StatPanel(props: VisualizationProps) {
  const { options, timeRange, theme } = props;
  const isGraph = (options.graphMode ?? BigValueGraphMode.Area) !== BigValueGraphMode.None;
  const render = ({ value, alignmentFactors, width, height, count }: Rendering) => {
    const sparkline = value.sparkline && { ...value.sparkline, timeRange };
    return (
      <BigValue
        value={value.display}
        count={count}
        {...(sparkline ? { sparkline } : {})}
        width={width}
        height={height}
        theme={theme}
        {...(alignmentFactors ? { alignmentFactors } : {})}
        colorMode={options.colorMode ?? BigValueColorMode.Value}
        graphMode={options.graphMode ?? BigValueGraphMode.Area}
        justifyMode={options.justifyMode ?? BigValueJustifyMode.Auto}
        textMode={textModeOf(options.textMode ?? BigValueTextMode.Auto, count)}
        {...(options.text ? { text: options.text } : {})}
      />
    );
  };
  return <Repeated {...props} withSparkline={isGraph} render={render} isAutoGrid />;
}

export function BarGaugePanel(props: VisualizationProps) {
  const { options, theme } = props;
  const render = ({ value, alignmentFactors, orientation, width, height, count }: Rendering) => (
    <BarGauge
      value={value.display}
      field={value.field}
      {...(value.view ? { display: value.view.getFieldDisplayProcessor(value.colIndex ?? 0) } : {})}
      width={width}
      height={height}
      orientation={orientation}
      theme={theme}
      itemSpacing={options.displayMode === "lcd" ? 2 : 8}
      displayMode={options.displayMode ?? "gradient"}
      showUnfilled={options.showUnfilled ?? true}
      valueDisplayMode={options.valueMode ?? "color"}
      namePlacement={options.namePlacement ?? "auto"}
      {...(alignmentFactors ? { alignmentFactors } : {})}
      {...(options.text ? { text: options.text } : {})}
      lcdCellWidth={count > 1 ? 8 : 12}
    />
  );
  return <Repeated {...props} render={render} />;
}

export function GaugePanel(props: VisualizationProps) {
  const { theme } = props;
  const render = ({ value, width, height, count }: Rendering) => (
    <Dial value={value} width={width} height={height} isTitled={count > 1} theme={theme} />
  );
  return <Repeated {...props} render={render} isAutoGrid />;
}

interface RepeatedProps extends VisualizationProps {
  readonly withSparkline?: boolean;
  readonly isAutoGrid?: boolean;
  readonly render: (props: Rendering) => ReactElement;
}

function Repeated(props: RepeatedProps) {
  const { frames, fieldConfig, options, theme, width, height, replaceVariables } = props;
  const getValues = () =>
    getFieldDisplayValues({
      fieldConfig,
      reduceOptions: { calcs: [], ...options.reduceOptions },
      replaceVariables,
      theme,
      data: frames,
      sparkline: props.withSparkline ?? false,
      timeZone: "utc",
    });
  return (
    <VizRepeater
      source={frames}
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={props.render}
      renderCounter={0}
      width={width}
      height={height}
      minVizHeight={options.minVizHeight}
      minVizWidth={options.minVizWidth}
      {...(options.sizing === "manual" ? { maxVizHeight: options.maxVizHeight } : {})}
      itemSpacing={props.isAutoGrid ? 3 : 8}
      autoGrid={props.isAutoGrid ?? false}
      orientation={orientationOf(props)}
    />
  );
}

/** A bar gauge that may choose lies down where it is wider than high. */
function orientationOf({ panel, options, width, height }: VisualizationProps): VizOrientation {
  const wanted = options.orientation as VizOrientation | undefined;
  if (wanted && wanted !== VizOrientation.Auto) return wanted;
  if (panel.type !== "bargauge") return VizOrientation.Auto;
  return width > height ? VizOrientation.Vertical : VizOrientation.Horizontal;
}

function textModeOf(wanted: BigValueTextMode, count: number): BigValueTextMode {
  if (wanted !== BigValueTextMode.Auto) return wanted;
  return count === 1 ? BigValueTextMode.Value : BigValueTextMode.ValueAndName;
}
