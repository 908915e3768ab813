import { badge } from "./mark.ts";
import { html } from "./markup.ts";
import type { PageData, Section } from "./section.ts";

/** The layers of the sandbox that this machine lacks, with what they need, and those that it has. */
export function renderIsolation({ snapshot }: PageData): Section {
  const layers = snapshot.status.isolation;
  const active = layers.filter((layer) => layer.active).map(({ name }) => name);
  return {
    id: "isolation",
    before: html`
      <section id="isolation" aria-labelledby="isolation-title">
        <h2 id="isolation-title">Isolation</h2>
        <p>${badge("good", `${active.length} active`)} ${active.join(", ").replaceAll("_", " ")}</p>
        <ul>
    `,
    parts: layers.filter((layer) => !layer.active).map(({ name, detail }) => ({
      id: `layer:${name}`,
      body: html`
        <li
          id="layer:${name}">${badge("warn", "missing")} <b>${name.replaceAll(
            "_",
            " ",
          )}</b> <span class="quiet">${detail}</span></li>
      `,
    })),
    after: html`
      </ul>
      </section>
    `,
  };
}
