import type { Problem } from "../../../contract/item.ts";
import { badge, moment } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { PageData, Section } from "./section.ts";

/** The most that is shown; a machine with more has one cause. */
const MOST = 50;

/** Everything that is wrong: since when, why, and what to do. */
export function renderProblems({ snapshot: { problems, status } }: PageData): Section {
  const shown = problems.slice(0, MOST);
  const waiting = status.not_ready.slice(0, 5);
  const rest = problems.length - shown.length;
  return {
    id: "problems",
    before: html`<section id="problems" aria-labelledby="problems-title">
<h2 id="problems-title">Problems</h2>
${
      problems.length === 0
        ? html`
          <p
            class="allwell">${badge(
              "good",
              "No problems",
            )} <span class="quiet">Nothing that is measured crosses a threshold.</span></p>
        `
        : ""
    }${
      waiting.length > 0 && problems.length === 0
        ? html`<ul class="quiet">${waiting.map((reason) => html`<li>${reason}</li>`)}</ul>`
        : ""
    }<ul class="problems">`,
    parts: shown.map((problem) => ({ id: `problem:${problem.id}`, body: renderProblem(problem) })),
    after: html`</ul>${
      rest > 0 ? html`<p><a href="/api/v1/problems">${rest} more</a></p>` : ""
    }</section>`,
  };
}

function renderProblem(problem: Problem): Markup {
  const { id, severity, subject, summary, cause, fix, command, since } = problem;
  const isCritical = severity === "critical";
  return html`
    <li id="problem:${id}" class="problem ${isCritical ? "bad-edge" : "warn-edge"}">
      <div
        class="problem-head">${badge(
          isCritical ? "bad" : "warn",
          severity,
        )} <strong>${subject}</strong> <span class="quiet since">since ${moment(since)}</span></div>
      <p class="summary">${summary}</p>
      <p class="cause">${cause}</p>
      <p class="fix"><b>Fix:</b> ${fix}${command === null ? "" : html`
        <code class="command">${command}</code>
      `}</p>
    </li>
  `;
}
