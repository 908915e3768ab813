/** Reads blocks of Prometheus' storage back as text. */

/** One sample, its head being name and labels as OpenMetrics has them. */
export interface Sample {
  readonly name: string;
  readonly head: string;
  readonly value: string;
  readonly unixSeconds: number;
}

const LINE = /^\{__name__="([\w:]+)"(?:, )?(.*)\} (\S+) (\d+)$/;

/** Between two labels; OpenMetrics has none there. */
const SPACE = /", (?=\w+=")/g;

/** Every sample of a folder of blocks from one time up to another, which is not among them. */
export async function* dumpBlocks(
  blocks: string,
  { fromSeconds, toSeconds }: { readonly fromSeconds: number; readonly toSeconds: number },
): AsyncGenerator<Sample> {
  // promtool wants to read a log of writes, too.
  await Deno.mkdir(`${blocks}/wal`, { recursive: true });
  const child = new Deno.Command("promtool", {
    args: [
      ...["tsdb", "dump", `--min-time=${fromSeconds * 1_000}`],
      ...[`--max-time=${toSeconds * 1_000 - 1}`, blocks],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, name = "", labels = "", value = "", ms = ""] = LINE.exec(line) ?? [];
      if (name === "") throw new Error(`Cannot read what promtool dumps: ${line}`);
      const head = `${name}{${labels.replaceAll(SPACE, '",')}}`;
      yield { name, head, value, unixSeconds: Number(ms) / 1_000 };
    }
  }
  const { code } = await child.status;
  if (code !== 0) throw new Error(`promtool tsdb dump ${blocks} ended with ${code}`);
}
