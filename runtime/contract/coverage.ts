/**
 * The metrics that a plugin reports of each kind of thing that it reads:
 * plugins/<name>/coverage.json.
 */
import { z } from "./zod.ts";

const cell = z.string().max(200);

/** The schema of coverage.json: one table, which README and command line show alike. */
export const coverageSchema = z.strictObject({
  columns: z.array(cell).min(2).max(50),
  rows: z.array(z.array(cell).max(50)).max(500),
}).check(({ value, issues }) => {
  value.rows.forEach((row, index) => {
    if (row.length === value.columns.length) return;
    issues.push({
      code: "custom",
      message: `has ${row.length} cells for ${value.columns.length} columns`,
      path: ["rows", index],
      input: value,
    });
  });
});
export type Coverage = z.infer<typeof coverageSchema>;
