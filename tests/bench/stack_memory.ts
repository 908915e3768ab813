import { REPO } from "../repo/source_files.ts";
import { SERVICES, TestStack } from "../compose/stand_ins/test_stack.ts";
import { eventually } from "../support/eventually.ts";
import { run } from "../support/tools.ts";
import { median } from "./figure.ts";

/** Time until memory of the start is given back. */
const REST_MS = 60_000;
const SAMPLES = 5;
const EVERY_MS = 3_000;
const MIB = 1024 ** 2;
const LIMITS: Readonly<Record<string, string>> = {
  runtime: "512 MB",
  prometheus: "2 GB",
  alertmanager: "256 MB",
};
/** The proxy of a test is a Deno; what an operator runs is another program. */
const MEASURED = SERVICES.filter((name) => name in LIMITS);
const PAGE = "docs/deploy.md";
const BLOCK = /(<!-- memory -->\n\n)[^]*?(\n\n<!-- \/memory -->)/;

type Memory = Readonly<Record<string, number>>;

/**
 * `deno task bench stack`: brings the stack up in an engine of its own, over this machine and over the mock,
 * and prints what each service takes at rest. `--write` puts it into docs/deploy.md and README.md.
 */
export async function benchStack(args: readonly string[]): Promise<number> {
  await using stack = await TestStack.create();
  await stack.task("init", "--socket", stack.env.DOCKER_SOCKET ?? "");
  const mock = await measure(stack);
  await stack.compose("down", "-v");
  const machine = await measure(stack.withoutMock());
  const table = formatTable(machine, mock);
  write(`${table}\n`);
  if (!args.includes("--write")) return 0;
  await replaceBlock(PAGE, table);
  await replaceBlock("README.md", formatSentence(machine));
  write(`Wrote ${PAGE} and README.md\n`);
  return 0;
}

async function measure(stack: TestStack): Promise<Memory> {
  await stack.compose("up", "-d", "--build", ...SERVICES);
  await eventually("data in Prometheus", async () => {
    return (await stack.query("llm_monitor_plugin_up")).length > 0;
  });
  await rest(REST_MS);
  const found: Record<string, number[]> = {};
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const name of MEASURED) (found[name] ??= []).push(await stack.readMemory(name));
    await rest(EVERY_MS);
  }
  return Object.fromEntries(MEASURED.map((name) => [name, median(found[name] ?? [])]));
}

function formatTable(machine: Memory, mock: Memory): string {
  const rows = MEASURED.map((name) => [name, mib(machine[name]), mib(mock[name]), LIMITS[name]]);
  const all = [["Service", "Over this machine", "Over the mock", "Limit"], ...rows];
  const widths = [0, 1, 2, 3].map((index) =>
    Math.max(...all.map((row) => row[index]?.length ?? 0))
  );
  const lines = all.map((row) =>
    `| ${row.map((cell, index) => cell?.padEnd(widths[index] ?? 0)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function formatSentence(machine: Memory): string {
  const parts = MEASURED.map((name) => `${name} ${mib(machine[name])}`);
  return `At rest: ${parts.join(", ")} ([how measured](${PAGE}#memory)).`;
}

function mib(bytes = NaN): string {
  return `${Math.round(bytes / MIB)} MiB`;
}

async function replaceBlock(path: string, text: string): Promise<void> {
  const page = await Deno.readTextFile(`${REPO}/${path}`);
  if (!BLOCK.test(page)) throw new Error(`${path} has no place for the memory of the stack`);
  await Deno.writeTextFile(`${REPO}/${path}`, page.replace(BLOCK, `$1${text}$2`));
  await run(Deno.execPath(), ["fmt", "--quiet", `${REPO}/${path}`]);
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
