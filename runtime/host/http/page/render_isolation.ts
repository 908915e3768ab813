import { html } from "hono/html";
import type { IsolationLayer } from "../../../contract/syscall.ts";
import type { Markup } from "./markup.ts";

/** The layers of the sandbox that this machine has, and what the missing ones need. */
export function renderIsolation(layers: readonly IsolationLayer[]): Markup {
  if (layers.length === 0) return html`<p class="quiet">Not known yet.</p>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-labelledby="isolation">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">State</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>${layers.map((layer) =>
          html`
            <tr>
              <th scope="row">${layer.name}</th>
              <td>${layer.active
                ? html`<span class="badge good">active</span>`
                : html`<span class="badge warn">missing</span>`}</td>
              <td class="note">${layer.detail}</td>
            </tr>
          `
        )}
        </tbody>
      </table>
    </div>
  `;
}
