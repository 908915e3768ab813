import { copyPlugin } from "../support/copy_plugin.ts";
import { linkPrograms } from "../support/link_programs.ts";
import { TempProject } from "../support/temp_project.ts";
import { measureCollections } from "./collection.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./figure.ts";
import { freePort } from "./free_port.ts";
import { measureStart } from "./start.ts";

/** Rounds of both, one after the other, in turn: what else the machine does meets both alike. */
const ROUNDS = { start: 11, collection: 5 };
/** The programs of the layers; each other folder of the PATH is left out. */
const PROGRAMS = ["setsid", "prlimit", "unshare", "setpriv", "cat"];
const TARGET = "<= 1.15";

/** The figures of one start, or of one run of collections. */
type Measured = Readonly<Record<string, number>>;

/** The cost of the fence: starts and collections with bubblewrap on the PATH, and without. */
export async function benchFence(): Promise<Figure[]> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-path-" });
  const env = (path: string) => ({ ...Deno.env.toObject(), PATH: path });
  const [fenced, bare] = [
    env(await linkPrograms(`${dir}/fenced`, [...PROGRAMS, "bwrap"])),
    env(await linkPrograms(`${dir}/bare`, PROGRAMS)),
  ];
  const project = await TempProject.create();
  await copyPlugin("system", project);
  await project.writeConfig(`server: { port: ${freePort()} }`);
  const start = async (env: Record<string, string>): Promise<Measured> => {
    const { ready, wholeCpu } = await measureStart(project, env);
    return { "time to /ready, s": ready, "CPU, s": wholeCpu };
  };
  const collect = async (env: Record<string, string>): Promise<Measured> => {
    const { times, cpuSeconds } = await measureCollections(env);
    return {
      "p50, ms": quantile(times, 0.5),
      "p99, ms": quantile(times, 0.99),
      "CPU, s": cpuSeconds,
    };
  };
  // The first one stages the plugin.
  await measureStart(project, fenced);
  const figures = [
    ...await compare("start with the system plugin", ROUNDS.start, start, { fenced, bare }),
    ...await compare("5,500 empty collections", ROUNDS.collection, collect, { fenced, bare }),
  ];
  await project.remove();
  await Deno.remove(dir, { recursive: true });
  return figures;
}

async function compare(
  title: string,
  rounds: number,
  measure: (env: Record<string, string>) => Promise<Measured>,
  { fenced, bare }: Readonly<Record<"fenced" | "bare", Record<string, string>>>,
): Promise<Figure[]> {
  const pairs: { readonly fenced: Measured; readonly bare: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever comes second finds warmer caches: they take turns.
    const isFirst = round % 2 === 0;
    const early = await measure(isFirst ? fenced : bare);
    const late = await measure(isFirst ? bare : fenced);
    pairs.push(isFirst ? { fenced: early, bare: late } : { fenced: late, bare: early });
  }
  return Object.keys(pairs[0]?.bare ?? {}).flatMap((key) => {
    const [name = "", unit = ""] = key.split(", ");
    const of = (pair: typeof pairs[number]) => (pair.fenced[key] ?? 0) / (pair.bare[key] ?? 0);
    const ratios = pairs.map(of).sort((a, b) => a - b);
    const range = [ratios[0], ratios.at(-1)].map((ratio) => ratio?.toFixed(2)).join(" to ");
    const middle = (kind: "fenced" | "bare") => median(pairs.map((pair) => pair[kind][key] ?? 0));
    return [
      { name: `${title}: ${name} without the fence`, value: middle("bare"), unit },
      { name: `${title}: ${name} behind it`, value: middle("fenced"), unit },
      {
        name: `the same, ratio of both (${range} in ${rounds} pairs)`,
        value: middle("fenced") / middle("bare"),
        unit: "x",
        // A single slow collection is the machine's.
        ...(name === "p99" ? {} : { target: TARGET }),
      },
    ];
  });
}
