import type { Board } from "../layer/board.ts";
import { gpu } from "./gpu.ts";
import { overview } from "./overview.ts";

/** Every board, in the order in which they are listed. */
export const BOARDS: readonly Board[] = [overview, gpu];
