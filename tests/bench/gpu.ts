import { fakeContext } from "../../runtime/sdk/testing/mod.ts";
import { createCollector } from "../../plugins/gpu/collector.ts";
import { fakeSmi } from "../support/fake_smi.ts";
import { SETTINGS } from "../support/gpu_cases.ts";
import type { Figure } from "./figure.ts";

const WORLD = new URL("../../mock/worlds/default/nvidia-smi/", import.meta.url);
const CARDS = 8;
const COLLECTIONS = 500;

/** CPU time of the gpu plugin for eight cards, beside what nvidia-smi itself takes. */
export async function benchGpu(): Promise<Figure[]> {
  const [gpus, apps, details] = await Promise.all(
    ["gpus.csv", "compute-apps.csv", "query.xml"].map((file) =>
      Deno.readTextFile(new URL(file, WORLD))
    ),
  );
  const answers = {
    gpus: multiplied(gpus ?? ""),
    apps: apps ?? "",
    commands: { "nvidia-smi -q -x": multipliedXml(details ?? "") },
  };
  return [
    await measureFigure("gpu plugin, CPU of a collection of 8 cards", answers, 1e9),
    await measureFigure("gpu plugin, CPU of one with -q -x", answers, 0),
  ];
}

async function measureFigure(
  name: string,
  answers: Parameters<typeof fakeSmi>[0],
  detailsInterval: number,
): Promise<Figure> {
  const config = { ...SETTINGS, detailsInterval };
  const collector = createCollector({ nowMs: () => performance.now() });
  // The fake's own work is not the plugin's: each answer is made once.
  const made = new Map<string, ReturnType<ReturnType<typeof fakeSmi>>>();
  const smi = fakeSmi(answers);
  const exec = (command: string, args: readonly string[] = []) => {
    const key = [command, ...args].join(" ");
    const answer = made.get(key) ?? smi(command, args);
    made.set(key, answer);
    return answer;
  };
  const context = { ...fakeContext({ config }), exec };
  const collectAll = async () => {
    for (let run = 0; run < COLLECTIONS; run++) await collector(context);
  };
  await collectAll();
  const startMs = performance.now();
  await collectAll();
  const value = (performance.now() - startMs) / COLLECTIONS;
  return { name, value, unit: "ms", target: "<= 5" };
}

function multiplied(csv: string): string {
  const [head = "", ...cards] = csv.trim().split("\n");
  const all = Array.from(
    { length: CARDS },
    (_, index) => renamed(cards[index % cards.length] ?? "", index),
  );
  return [head, ...all].join("\n");
}

function multipliedXml(xml: string): string {
  const cards = [...xml.matchAll(/<gpu id=[^]*?<\/gpu>/g)].map(([card]) => card);
  const all = Array.from(
    { length: CARDS },
    (_, index) => renamed(cards[index % cards.length] ?? "", index),
  );
  return `<nvidia_smi_log>${all.join("\n")}</nvidia_smi_log>`;
}

/** Another card of the same kind. */
function renamed(card: string, index: number): string {
  return card.replaceAll(/GPU-[0-9a-f]{8}/g, `GPU-${String(index).padStart(8, "0")}`);
}
