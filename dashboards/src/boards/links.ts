import { toUid } from "../layer/board.ts";
import type { DataLink } from "../layer/panel.ts";

/** A link of a table's cell to another board, at the same time and for what its row is of. */
export function linkTo(
  board: string,
  title: string,
  /** The column of each variable. */
  columns: Readonly<Record<string, string>>,
): DataLink {
  const chosen = Object.entries(columns).map(([variable, column]) =>
    `&var-${variable}=\${__data.fields["${column}"]}`
  );
  return {
    title,
    url: `/d/${toUid(board)}?\${__url_time_range}&\${datasource:queryparam}&\${job:queryparam}` +
      chosen.join(""),
    type: "link",
    icon: "",
    tooltip: "",
    tags: [],
    asDropdown: false,
    includeVars: false,
    keepTime: false,
    targetBlank: false,
  };
}
