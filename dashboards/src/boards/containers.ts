import type { Board } from "../layer/board.ts";
import { closedRow, row } from "../layer/board.ts";
import { logLines, logs } from "../layer/logs.ts";
import { CHANGES } from "./events.ts";
import { CONTAINER_TABLE, CONTAINER_TILES, HEALTH } from "./containers_now.ts";
import { ENGINE, USAGE } from "./containers_usage.ts";

const CHOSEN = 'compose_project=~"$project", container=~"$container"';

/** Containers, and what they say. */
export const containersAndLogs: Board = {
  name: "containers-and-logs",
  title: "Containers & logs",
  description:
    "Which containers fail, what they use, and what they log. Metrics come from llm-monitor, logs " +
    "from Loki.",
  range: "1h",
  hasLogs: true,
  variables: [
    {
      kind: "label",
      name: "project",
      title: "Compose project",
      metric: "llm_monitor_docker_container_info",
      label: "compose_project",
    },
    {
      kind: "label",
      name: "container",
      title: "Container",
      metric: "llm_monitor_docker_container_info",
      label: "container",
      isAlwaysThere: true,
    },
  ],
  events: CHANGES,
  rows: [
    row("Is a container failing?", CONTAINER_TILES),
    row("Which one, and since when?", [CONTAINER_TABLE, HEALTH]),
    row("What do they log?", [
      logLines({
        title: "Errors and warnings",
        asks: "Which container logs errors, and since when?",
        help: "The level of a line is the first word that names one.",
        w: 12,
        h: 8,
        unit: "none",
        isStacked: true,
        queries: [{
          expr:
            `sum by (container) (count_over_time({${CHOSEN}, level=~"error|fatal|warn"}[$__auto]))`,
          legend: "{{container}}",
        }],
      }),
      logLines({
        title: "Lines by level",
        asks: "Did the logs stop, or is something flooding them?",
        w: 12,
        h: 8,
        unit: "none",
        isStacked: true,
        queries: [{
          expr: `sum by (level) (count_over_time({${CHOSEN}}[$__auto]))`,
          legend: "{{level}}",
        }],
      }),
      logs({
        title: "Latest errors",
        asks: "What went wrong?",
        w: 24,
        h: 10,
        maxLines: 200,
        expr: `{${CHOSEN}, level=~"error|fatal"}`,
      }),
      logs({
        title: "Latest lines",
        asks: "What is happening now?",
        w: 24,
        h: 10,
        maxLines: 200,
        expr: `{${CHOSEN}}`,
      }),
    ]),
    row("What do they use?", USAGE),
    closedRow("The container engine and its disk: with diskUsage: true", ENGINE),
  ],
};
