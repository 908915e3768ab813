import type { html } from "hono/html";

/** Escaped HTML, as the `html` tag makes it. */
export type Markup = ReturnType<typeof html>;
