import { dateTime, LoadingState } from "@grafana/data";
import type { GrafanaTheme2, TimeRange } from "@grafana/data";
import { PanelChrome } from "@grafana/ui";
import { Component } from "react";
import type { ReactNode } from "react";
import type { Panel } from "../../dashboards/model/board.ts";
import { interpolate } from "../../dashboards/model/interpolate.ts";
import { asksFor } from "../../dashboards/model/panel_queries.ts";
import type { Scope } from "../../dashboards/model/interpolate.ts";
import type { TimeSpan } from "../../dashboards/model/prometheus_api.ts";
import type { Marker } from "./annotations.ts";
import type { Loaded } from "./load_panel.ts";
import { STAND_INS, VISUALIZATIONS, WITHOUT_DATA } from "./visualizations/mod.tsx";

/** A panel with its data, or with the reason why it has none. */
export interface PanelState {
  readonly panel: Panel;
  readonly loaded?: Loaded;
  readonly error?: string;
}

interface PanelBoxProps {
  readonly state: PanelState;
  readonly scope: Scope;
  readonly markers: readonly Marker[];
  readonly span: TimeSpan;
  readonly theme: GrafanaTheme2;
  readonly width: number;
  readonly height: number;
  readonly onError: (panel: Panel, error: unknown) => void;
}

export function PanelBox(props: PanelBoxProps) {
  const { state: { panel, error }, scope, width, height, onError } = props;
  return (
    <PanelChrome
      width={width}
      height={height}
      title={interpolate(panel.title ?? "", scope)}
      {...(panel.description ? { description: panel.description } : {})}
      {...(error === undefined ? {} : { statusMessage: error })}
      {...(STAND_INS.has(panel.type) ? { titleItems: <StandIn /> } : {})}
      padding={panel.type === "table" ? "none" : "md"}
      loadingState={LoadingState.Done}
    >
      {(innerWidth: number, innerHeight: number) => (
        <Boundary onError={(thrown) => onError(panel, thrown)}>
          <Content {...props} width={innerWidth} height={innerHeight} />
        </Boundary>
      )}
    </PanelChrome>
  );
}

function StandIn() {
  return <span style={{ fontSize: 11, opacity: 0.85, padding: "0 6px" }}>stand-in</span>;
}

function Content({ state, scope, markers, span, theme, width, height }: PanelBoxProps) {
  const { panel, loaded } = state;
  if (!loaded) return null;
  const Visualization = VISUALIZATIONS[panel.type];
  if (!Visualization) throw new Error(`No panel of type "${panel.type}" can be drawn`);
  if (isEmpty(state) || asksOnlyLoki(panel) && panel.type !== "logs") {
    const noData = loaded.fieldConfig.defaults.noValue ?? "No data";
    const text = asksOnlyLoki(panel) ? "Needs Loki, which is not there in this picture" : noData;
    return (
      <div
        style={{
          display: "grid",
          placeItems: "center",
          height,
          color: theme.colors.text.secondary,
        }}
      >
        {text}
      </div>
    );
  }
  return (
    <Visualization
      panel={panel}
      options={panel.options ?? {}}
      frames={loaded.frames}
      fieldConfig={loaded.fieldConfig}
      markers={markers}
      width={width}
      height={height}
      timeRange={timeRangeOf(span)}
      theme={theme}
      replaceVariables={(text) => text.includes("${__") ? text : interpolate(text, scope)}
    />
  );
}

export function isEmpty({ panel, loaded }: PanelState): boolean {
  if (WITHOUT_DATA.has(panel.type) || asksOnlyLoki(panel)) return false;
  return (loaded?.frames ?? []).every(({ length }) => length === 0);
}

function asksOnlyLoki(panel: Panel): boolean {
  const targets = panel.targets ?? [];
  return targets.length > 0 && targets.every((target) => asksFor("loki", panel, target));
}

function timeRangeOf({ fromSeconds, toSeconds }: TimeSpan): TimeRange {
  const [from, to] = [dateTime(fromSeconds * 1_000), dateTime(toSeconds * 1_000)];
  return { from, to, raw: { from, to } };
}

interface BoundaryProps {
  readonly children: ReactNode;
  readonly onError: (error: unknown) => void;
}

/** Keeps one panel that fails from taking the others with it. */
class Boundary extends Component<BoundaryProps, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    this.props.onError(error);
  }

  override render() {
    return this.state.error === undefined
      ? this.props.children
      : <pre>{String(this.state.error)}</pre>;
  }
}
