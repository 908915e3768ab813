/** The page: `drawBoard` draws one board, and tells what it looks like. */
import "@fontsource/inter/latin-400.css";
import "@fontsource/inter/latin-500.css";
import "@fontsource/roboto-mono/latin-400.css";
import "uplot/dist/uPlot.min.css";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { openRows } from "../../dashboards/model/board.ts";
import type { Panel } from "../../dashboards/model/board.ts";
import { PrometheusApi } from "../../dashboards/model/prometheus_api.ts";
import { resolveVariables } from "../../dashboards/model/variables.ts";
import { loadMarkers } from "./annotations.ts";
import { BoardView, placeOf } from "./board.tsx";
import { setClock } from "./clock.ts";
import { setUpRegistries, makeTheme } from "./grafana.ts";
import { loadPanel } from "./load_panel.ts";
import { listenToCanvases } from "./measure/canvas_texts.ts";
import { faultsIn } from "./measure/report_panel.ts";
import { countFetches, untilStill } from "./measure/until_still.ts";
import { isEmpty } from "./panel.tsx";
import type { PanelState } from "./panel.tsx";
import type { DrawReport, DrawRequest, PanelReport } from "./request.ts";

setUpRegistries();
listenToCanvases();
countFetches();

let root: Root | undefined;

async function drawBoard(request: DrawRequest): Promise<DrawReport> {
  setClock(request.toSeconds * 1_000);
  await loadFonts();
  const { board, width, scrapeIntervalSeconds } = request;
  const span = { fromSeconds: request.fromSeconds, toSeconds: request.toSeconds };
  const api = new PrometheusApi(request.prometheus);
  const theme = makeTheme(request.theme);
  const variables = await resolveVariables(board.templating?.list ?? [], api, span);
  const sendingFor = (panel: Panel) => ({
    scope: variables,
    span,
    scrapeIntervalSeconds,
    width: placeOf(panel, width).width,
  });
  const panels = request.opensRows ? openRows(board.panels) : board.panels;
  const states = await Promise.all(panels.map(async (panel): Promise<PanelState> => {
    if (panel.type === "row") return { panel };
    try {
      if (panel.repeat) throw new Error("Panels that repeat are not drawn");
      return { panel, loaded: await loadPanel({ panel, api, sending: sendingFor(panel), theme }) };
    } catch (error) {
      return { panel, error: String(error) };
    }
  }));
  const markers = await loadMarkers(board, api, {
    scope: variables,
    span,
    scrapeIntervalSeconds,
    width,
  });

  const thrown = new Map<number, string>();
  const element = document.getElementById("root");
  if (!element) throw new Error("The page has no root");
  root?.unmount();
  root = createRoot(element);
  await new Promise<void>((resolve) =>
    root?.render(
      <BoardView
        board={board}
        states={states}
        variables={variables}
        markers={markers}
        span={span}
        theme={theme}
        width={width}
        onError={(panel, error) => thrown.set(panel.id, String(error))}
        onDrawn={resolve}
      />,
    )
  );
  await untilStill(element);
  const head = element.querySelector("[data-head]");
  const empty = [...variables.values()].filter(({ value }) => value.length === 0);
  return {
    height: Math.ceil(element.getBoundingClientRect().height),
    faults: [
      ...empty.map(({ name }) => `The variable "${name}" has no values`),
      ...head ? faultsIn(head).faults : [],
    ],
    panels: states.map((state) => reportOf(state, thrown.get(state.panel.id))),
  };
}

/** Sizes are computed from the width of letters, so that these have to be there first. */
async function loadFonts(): Promise<void> {
  const faces = ["400 14px Inter", "500 14px Inter", "400 14px 'Roboto Mono'"];
  await Promise.all(faces.map((face) => document.fonts.load(face)));
}

function reportOf(state: PanelState, thrown: string | undefined): PanelReport {
  const { panel } = state;
  const frame = document.querySelector(`[data-panel="${panel.id}"]`);
  if (!frame) throw new Error(`Panel ${panel.id} was not drawn`);
  const error = state.error ?? thrown;
  return {
    id: panel.id,
    title: panel.title ?? "",
    type: panel.type,
    ...(error === undefined ? {} : { error }),
    isEmpty: panel.type !== "row" && error === undefined && isEmpty(state),
    ...faultsIn(frame),
  };
}

Object.assign(globalThis, { drawBoard });
