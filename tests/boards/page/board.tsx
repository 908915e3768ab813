import type { GrafanaTheme2 } from "@grafana/data";
import { GlobalStyles, Icon, ThemeContext } from "@grafana/ui";
import type { Board, Panel } from "../../dashboards/model/board.ts";
import { interpolate } from "../../dashboards/model/interpolate.ts";
import type { TimeSpan } from "../../dashboards/model/prometheus_api.ts";
import type { Resolved } from "../../dashboards/model/variables.ts";
import type { Marker } from "./annotations.ts";
import { Head } from "./head.tsx";
import { PanelBox } from "./panel.tsx";
import type { PanelState } from "./panel.tsx";

/** Grafana's grid: 24 columns, rows of 30 pixels, and 8 between two panels. */
const COLUMNS = 24;
const ROW_HEIGHT = 30;
const GAP = 8;
const MARGIN = 16;

interface BoardViewProps {
  readonly board: Board;
  readonly states: readonly PanelState[];
  readonly variables: ReadonlyMap<string, Resolved>;
  readonly markers: readonly Marker[];
  readonly span: TimeSpan;
  readonly theme: GrafanaTheme2;
  readonly width: number;
  readonly onError: (panel: Panel, error: unknown) => void;
  readonly onDrawn: () => void;
}

export function BoardView(props: BoardViewProps) {
  const { board, states, variables, theme, width, onDrawn } = props;
  const bottom = Math.max(...states.map(({ panel: { gridPos } }) => gridPos.y + gridPos.h));
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div
        ref={onDrawn}
        style={{
          padding: MARGIN,
          background: theme.colors.background.canvas,
          ...theme.typography.body,
        }}
      >
        <Head board={board} variables={[...variables.values()]} theme={theme} />
        <div style={{ position: "relative", height: bottom * (ROW_HEIGHT + GAP) - GAP }}>
          {states.map((state) => {
            const place = placeOf(state.panel, width);
            return (
              <div
                key={state.panel.id}
                data-panel={state.panel.id}
                style={{ position: "absolute", ...place }}
              >
                {state.panel.type === "row"
                  ? (
                    <Row
                      title={interpolate(state.panel.title ?? "", variables)}
                      isClosed={state.panel.collapsed ?? false}
                      theme={theme}
                    />
                  )
                  : (
                    <PanelBox
                      {...props}
                      state={state}
                      scope={variables}
                      width={place.width}
                      height={place.height}
                    />
                  )}
              </div>
            );
          })}
        </div>
      </div>
    </ThemeContext.Provider>
  );
}

/** The width of a panel's content, as far as it decides how many points it asks for. */
export function placeOf({ gridPos }: Panel, width: number) {
  const column = (width - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
  return {
    left: Math.round(gridPos.x * (column + GAP)),
    top: gridPos.y * (ROW_HEIGHT + GAP),
    width: Math.round(gridPos.w * column + (gridPos.w - 1) * GAP),
    height: gridPos.h * ROW_HEIGHT + (gridPos.h - 1) * GAP,
  };
}

function Row(
  { title, isClosed, theme }: { title: string; isClosed: boolean; theme: GrafanaTheme2 },
) {
  return (
    <div
      style={{ display: "flex", alignItems: "center", gap: 8, height: 30, ...theme.typography.h6 }}
    >
      <Icon name={isClosed ? "angle-right" : "angle-down"} />
      {title}
    </div>
  );
}
