import text from "./python_process.csv" with { type: "text" };
import { readTable } from "./read_table.ts";

/** Families of prometheus_client of Python about its own process, where it is one process alone. */
export const PYTHON_PROCESS = readTable(text, "exposition/python_process.csv");
