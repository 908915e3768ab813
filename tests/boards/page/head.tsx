/** The head of a board: its name, links, and variables with what is chosen. */
import type { GrafanaTheme2 } from "@grafana/data";
import { LinkButton } from "@grafana/ui";
import type { Board } from "../../dashboards/model/board.ts";
import type { Resolved } from "../../dashboards/model/variables.ts";

interface HeadProps {
  readonly board: Board;
  readonly variables: readonly Resolved[];
  readonly theme: GrafanaTheme2;
}

export function Head({ board, variables, theme }: HeadProps) {
  const { colors, shape, typography } = theme;
  const box = {
    border: `1px solid ${colors.border.medium}`,
    padding: "0 8px",
    lineHeight: "30px",
    height: 32,
    whiteSpace: "nowrap",
  } as const;
  return (
    <div data-head style={{ padding: "0 0 8px" }}>
      <div style={{ display: "flex", alignItems: "center", gap: 8, flexWrap: "wrap" }}>
        <h1 style={{ ...typography.h3, margin: "6px 16px 6px 0" }}>{board.title}</h1>
        {(board.links ?? []).map((link) => (
          <LinkButton key={link.title} size="sm" variant="secondary" icon="bars" href="#">
            {link.title}
          </LinkButton>
        ))}
      </div>
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap", ...typography.bodySmall }}>
        {variables.filter(({ isHidden }) => !isHidden).map(({ name, label, text }) => (
          <div key={name} style={{ display: "flex" }}>
            <span style={{ ...box, background: colors.background.secondary }}>{label}</span>
            <span style={{ ...box, borderLeft: 0, borderRadius: shape.radius.default }}>
              {text || "None"}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
