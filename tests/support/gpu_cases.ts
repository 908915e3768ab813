/** The gpu plugin over a machine that a test writes down. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { createCollector } from "../../plugins/gpu/collector.ts";
import type { Settings } from "../../plugins/gpu/settings.ts";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { fakeContext, renderExposition } from "../../runtime/sdk/testing/mod.ts";
import type { FakeMachine } from "../../runtime/sdk/testing/mod.ts";
import { fakeSmi } from "./fake_smi.ts";
import type { SmiAnswers } from "./fake_smi.ts";

/** The declared families of the gpu plugin. */
export const { metrics } = manifestSchema.parse(
  parse(Deno.readTextFileSync(new URL("../../plugins/gpu/plugin.yaml", import.meta.url))),
);

/** The settings of the gpu plugin, as its manifest has them. */
export const SETTINGS: Settings = {
  processes: true,
  activity: true,
  activityInterval: 10_000,
  nvlink: false,
  detailsInterval: 60_000,
  wakeSuspended: false,
};

export const TWO_CARDS = `index,uuid,name,pci.bus_id,driver_version,memory.used,power.draw
0,GPU-a,Card A,00000000:01:00.0,590.48,100 MiB,50.00 W
1,GPU-b,Card B,00000000:02:00.0,590.48,200 MiB,60.00 W`;

/** A machine: its tools, its files, and the settings of the plugin. */
export interface Machine extends SmiAnswers {
  readonly config?: Partial<Settings>;
  readonly files?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Lines of the kernel's log; none unless told otherwise. */
  readonly kmsg?: FakeMachine<Settings>["kmsg"];
}

/** Reads `== <what> <name>` sections: gpus, apps, command, fault, file, config. */
export function readMachine(text: string): Machine {
  const machine = {
    config: {} as Partial<Settings>,
    files: {} as Record<string, string>,
    commands: {} as Record<string, string>,
    faults: {} as Record<string, [number, string]>,
  };
  let tables: Pick<SmiAnswers, "gpus" | "apps"> = {};
  for (const section of text.split(/^== /m).slice(1)) {
    const end = section.indexOf("\n");
    const [title, body] = [section.slice(0, end), section.slice(end + 1)];
    const [what = "", ...words] = title.split(" ");
    if (what === "gpus") tables = { ...tables, gpus: transposed(body) };
    else if (what === "apps") tables = { ...tables, apps: body };
    else if (what === "command") machine.commands[words.join(" ")] = body;
    else if (what === "file") machine.files[words.join(" ")] = body;
    else if (what === "config") machine.config = JSON.parse(body);
    else if (what === "fault") {
      machine.faults[words.slice(1).join(" ")] = [Number(words[0]), body];
    } else throw new Error(`Cannot read case: there is no section "${what}"`);
  }
  return { ...machine, ...tables };
}

/** One field a line, its values by card, as `field | first card | second card`. */
export function transposed(body: string): string {
  const lines = body.split("\n").filter((line) => line !== "")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return (lines[0] ?? []).map((_, column) => lines.map((cells) => cells[column]).join(", "))
    .join("\n");
}

/** Collects twice, ten seconds apart, and renders the second collection. */
export async function collectTwice(machine: Machine): Promise<string> {
  const { texts: [, text = ""] } = await collectAlong([machine, machine], { stepMs: 10_000 });
  return text;
}

/** Collects from each machine in turn, with one collector; an inactive one is `inactive: <why>`. */
export async function collectAlong(
  machines: readonly Machine[],
  { stepMs = 0 }: { stepMs?: number } = {},
): Promise<{ texts: string[]; logs: string[]; asked: string[] }> {
  let nowMs = -stepMs;
  const collector = createCollector({ nowMs: () => nowMs });
  const [logs, texts, asked]: [string[], string[], string[]] = [[], [], []];
  for (const machine of machines) {
    nowMs += stepMs;
    const { config, files, timeoutMs, kmsg = { lines: [], missed: 0 } } = machine;
    const context = fakeContext({
      config: { ...SETTINGS, ...config },
      kmsg,
      ...(files && { files }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    const families = await collector({ ...context, exec: fakeSmi(machine, asked) });
    texts.push(
      "inactive" in families
        ? `inactive: ${families.inactive}`
        : renderExposition(metrics, families),
    );
    logs.push(...context.logs);
  }
  return { texts, logs, asked };
}

/** The series of an exposition of the gpu plugin by `name{labels}`, without the common prefix. */
export function seriesOf(text: string): Map<string, number> {
  const lines = [...text.matchAll(/^llm_monitor_gpu_(\S+?(?:\{.*\})?) (\S+)$/gm)];
  return new Map(lines.map(([, name = "", value]) => [name, Number(value)]));
}

/** Holds that the text has these series, with these values; undefined is absence. */
export function assertSeries(
  text: string,
  expected: Readonly<Record<string, number | undefined>>,
): void {
  const series = seriesOf(text);
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(series.get(name), value, `${name} in\n${[...series.keys()].join("\n")}`);
  }
}
