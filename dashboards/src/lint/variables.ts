import type { Issue } from "../../../runtime/contract/issue.ts";
import { boardIssue, describePlace, panelsOf } from "./lint.ts";
import type { LintContext, NamedBoard } from "./lint.ts";

/** Variables that Grafana has by itself. */
const BUILT_IN = /^(?:__\w+)$/;
const USE = /\$\{?(\w+)(?::\w+)?\}?/g;
const DATASOURCE_USES = new Set(["${datasource}", "${logs}"]);

/** Every variable is declared and used, and everything that can be chosen can be chosen at once. */
export function lintVariables({ file, board }: NamedBoard): Issue[] {
  const list = board.templating.list ?? [];
  const declared = new Set(list.map(({ name }) => name));
  const text = JSON.stringify({ panels: board.panels, annotations: board.annotations, list });
  const used = new Set([...text.matchAll(USE)].map(([, name = ""]) => name));
  return [
    ...[...used].filter((name) =>
      !declared.has(name) && !BUILT_IN.test(name) && !/^\d+$/.test(name)
    )
      .map((name) => boardIssue(file, `$${name}`, "is no variable of this board")),
    ...list.filter(({ name }) => !used.has(name))
      .map(({ name }) => boardIssue(file, `variable ${name}`, "is used nowhere")),
    ...list.filter(({ type }) => type === "query")
      .filter(({ multi, includeAll, allValue, refresh }) =>
        !multi || !includeAll || !allValue || refresh !== 2
      )
      .map(({ name }) =>
        boardIssue(
          file,
          `variable ${name}`,
          "has to be multi-value, with All and a value of All, and to be read again with the time",
        )
      ),
  ];
}

/** Every source of data is a variable: a uid that is written out is that of one installation. */
export function lintDatasources({ file, board }: NamedBoard): Issue[] {
  return [
    ...panelsOf(board).flatMap((panel) => [
      { place: describePlace(panel), uid: panel.datasource?.uid },
      ...((panel.targets ?? []) as readonly { datasource?: { uid?: string } }[]).map((
        { datasource },
      ) => ({ place: describePlace(panel), uid: datasource?.uid })),
    ]),
    ...(board.annotations.list ?? []).map(({ name, datasource }) => ({
      place: `events "${name}"`,
      uid: datasource?.uid,
    })),
  ].filter(({ uid }) => !DATASOURCE_USES.has(uid ?? "")).map(({ place, uid }) =>
    boardIssue(file, place, "has a data source that is written out", {
      value: uid ?? "none",
      fix: "Use ${datasource}",
    })
  );
}

const BOARD_LINK = /\/d\/([\w-]+)/g;

/** Links lead to boards that are there, and keep the time. */
export function lintLinks({ file, board }: NamedBoard, { uids }: LintContext): Issue[] {
  const text = JSON.stringify(board.panels);
  const dead = [...text.matchAll(BOARD_LINK)].filter(([, uid = ""]) => !uids.has(uid))
    .map(([link]) => boardIssue(file, link, "no board has this uid"));
  const forgetful = (board.links ?? []).filter(({ keepTime, includeVars }) =>
    !keepTime || !includeVars
  ).map(({ title }) => boardIssue(file, `link "${title}"`, "loses the time or the variables"));
  const urls = [...text.matchAll(/"url":"(\/d\/[^"]*)"/g)].map(([, url = ""]) => url)
    .filter((url) =>
      !url.includes("${__url_time_range}") || !url.includes("${datasource:queryparam}")
    )
    .map((url) => boardIssue(file, url, "loses the time or the data source"));
  return [...dead, ...forgetful, ...urls];
}
