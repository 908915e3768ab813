import text from "./python_process.csv" with { type: "text" };
import { readTable } from "./read_table.ts";

/** What prometheus_client of Python adds about its own process, where it is one process alone. */
export const PYTHON_PROCESS = readTable(text, "exposition/python_process.csv");
