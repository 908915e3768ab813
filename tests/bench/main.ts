/**
 * `deno task bench [name...]`: every figure that the README states, and whether it is met.
 * `deno task bench stack` measures the memory of the stack of compose/ instead,
 * `deno task bench fleet --hosts 1000` measures many hosts instead.
 */
import { benchBoards } from "./boards/bench_boards.ts";
import { benchCollection } from "./collection.ts";
import { benchDocker } from "./docker.ts";
import { benchEncode } from "./encode.ts";
import { benchFence } from "./fence.ts";
import type { Figure } from "./figure.ts";
import { isMet } from "./figure.ts";
import { benchFleet } from "./fleet/main.ts";
import { benchGpu } from "./gpu.ts";
import { benchLlm } from "./llm.ts";
import { benchLoad } from "./load.ts";
import { benchMemory } from "./memory.ts";
import { benchPage } from "./page.ts";
import { benchPeers } from "./peers.ts";
import { benchScrape } from "./scrape.ts";
import { benchStack } from "./stack_memory.ts";
import { benchStart } from "./start.ts";
import { benchUnderFire } from "./under_fire.ts";

const BENCHES: Record<string, () => Figure[] | Promise<Figure[]>> = {
  encode: benchEncode,
  collection: benchCollection,
  scrape: benchScrape,
  page: benchPage,
  peers: benchPeers,
  start: benchStart,
  fence: benchFence,
  fire: benchUnderFire,
  load: benchLoad,
  memory: benchMemory,
  gpu: benchGpu,
  docker: benchDocker,
  llm: benchLlm,
  boards: benchBoards,
};

if (Deno.args[0] === "--help" || Deno.args[0] === "-h") {
  write(
    `Measures the figures of the README, and says whether each is met. It needs a quiet machine.

  deno task bench                     all but peers
  deno task bench NAME...             some of ${Object.keys(BENCHES).join(", ")}
  deno task bench stack               the memory of the stack of compose/
  deno task bench fleet --hosts 1000  many hosts

Exit code 0 when every figure is met.`,
  );
  Deno.exit(0);
}
if (Deno.args[0] === "stack") Deno.exit(await benchStack(Deno.args.slice(1)));
if (Deno.args[0] === "fleet") Deno.exit(await benchFleet(Deno.args.slice(1)));
/** Run by name alone: it takes ten minutes, and writes a file that is committed. */
const BY_NAME = "peers";
const chosen = Deno.args.length === 0
  ? Object.keys(BENCHES).filter((name) => name !== BY_NAME)
  : Deno.args;
let isAllMet = true;
for (const name of chosen) {
  const bench = BENCHES[name];
  if (!bench) {
    write(`There is no "${name}"; there are: ${Object.keys(BENCHES).join(", ")}`);
    Deno.exit(2);
  }
  for (const figure of await bench()) {
    const { name, target = "" } = figure;
    const verdict = target === "" ? "    " : isMet(figure) ? "ok  " : "MISS";
    isAllMet &&= isMet(figure);
    const value = `${Number(figure.value.toPrecision(3))} ${figure.unit}`;
    write(`${verdict}  ${value.padStart(10)}  ${(target && `(${target})`).padEnd(10)}  ${name}`);
  }
}
Deno.exit(isAllMet ? 0 : 1);

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
