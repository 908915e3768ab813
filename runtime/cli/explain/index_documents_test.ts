import assert from "node:assert/strict";
import { indexPage } from "./index_documents.ts";

const PAGE = `# Page

Some text.

## Codes of \`exit\`

| Code        | Meaning                 | What to do                |
| ----------- | ----------------------- | ------------------------- |
| \`no_disk\` | There **is** no \`room\` | See [the disk](disk.md#x) |
| \`a_b_c\`   | It is \\| or not        | -                         |

### GpuLost

<!-- generated -->
It fell off the _bus_.
Look at \`dmesg\`.

### Not one word

Left out.
`;

Deno.test("indexPage takes the rows of tables and the sections of one word, as plain text", () => {
  const entries = indexPage({ path: "docs/page.md", text: PAGE });
  assert.deepEqual(entries, [
    {
      term: "no_disk",
      kind: "Code",
      fields: [["Meaning", "There is no room"], ["What to do", "See the disk"]],
      path: "docs/page.md",
      section: "Codes of exit",
    },
    {
      term: "a_b_c",
      kind: "Code",
      fields: [["Meaning", "It is | or not"], ["What to do", "-"]],
      path: "docs/page.md",
      section: "Codes of exit",
    },
    {
      term: "GpuLost",
      kind: "",
      fields: [["", "It fell off the bus.\nLook at dmesg."]],
      path: "docs/page.md",
      section: "GpuLost",
    },
  ]);
});

Deno.test("indexPage finds nothing in a page without tables and headings", () => {
  for (const text of ["", "text", "| no | table |", "|||\n|---|\n"]) {
    assert.deepEqual(indexPage({ path: "p", text }), []);
  }
});

Deno.test("indexPage gives no control characters on to a terminal", () => {
  const [entry] = indexPage({ path: "p", text: "| A | B |\n| --- | --- |\n| x | \x1b[31mred |\n" });
  assert.deepEqual(entry?.fields, [["B", "red"]]);
});
