/** Reads what `deno test --junit-path` writes. */

/** One test, or one step of it. */
export interface Case {
  readonly file: string;
  /** Its name; a step has those of what it belongs to in front, with `>` between them. */
  readonly name: string;
  readonly result: "passed" | "failed" | "skipped";
  readonly seconds: number;
}

const SUITE = /<testsuite name="([^"]*)"[^>]*>([\s\S]*?)<\/testsuite>/g;
const CASE = /<testcase name="([^"]*)"[^>]*? time="([\d.]+)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g;

/** Returns every test and every step of a report, in its order, files without a leading `./`. */
export function parseJunit(xml: string): Case[] {
  return [...xml.matchAll(SUITE)].flatMap(([, file = "", cases = ""]) =>
    [...cases.matchAll(CASE)].map(([, name = "", seconds = "", inside = ""]) => ({
      file: unescapeXml(file).replace(/^\.\//, ""),
      name: unescapeXml(name),
      result: readResult(inside),
      seconds: Number(seconds),
    }))
  );
}

/** Returns those that hold no others: a test with steps is what its steps are. */
export function pickLeaves(cases: readonly Case[]): Case[] {
  return cases.filter((one) => {
    const within = cases.filter(({ file, name }) =>
      file === one.file && name.startsWith(`${one.name} > `)
    );
    if (within.length === 0) return true;
    // It failed beside its steps, which are all well.
    return one.result === "failed" && within.every(({ result }) => result !== "failed");
  });
}

function readResult(inside: string): Case["result"] {
  if (inside.includes("<failure")) return "failed";
  return inside.includes("<skipped") ? "skipped" : "passed";
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
