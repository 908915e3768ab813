import type { ContainerIdentity } from "./container.ts";
import { Random } from "./random.ts";
import type { CardSpec, EngineSpec } from "./specs.ts";

/** The Compose project of all containers. */
export const PROJECT = "llm";
const HEX = "0123456789abcdef";

/** Names, labels and ids of an engine's container on these cards, the same in every run. */
export function makeIdentity(
  { name, engine, image, port, container, card, migDevice }: EngineSpec,
  cards: readonly CardSpec[],
): ContainerIdentity {
  const random = new Random(1).fork(name);
  const hex = (length: number) =>
    Array.from({ length }, () => HEX[Math.floor(random.next() * 16)]).join("");
  return {
    id: hex(64),
    name: `${PROJECT}-${name}-1`,
    image,
    labels: {
      "com.docker.compose.project": PROJECT,
      "com.docker.compose.service": name,
      "com.docker.compose.container-number": "1",
      "com.docker.compose.config-hash": hex(64),
      "com.docker.compose.oneoff": "False",
      // A monitor that looks for labelled servers finds it by these.
      "llm-monitor.target": name,
      "llm-monitor.engine": engine,
    },
    ports: [{ container: port, host: port }],
    spec: container,
    pid: 40_000 + Math.floor(random.next() * 20_000),
    gpus: listGpus(cards[card ?? -1], migDevice),
  };
}

/** Docker is asked for cards of NVIDIA alone; those of AMD are given as device files. */
function listGpus(card: CardSpec | undefined, migDevice: number | undefined): string[] {
  if (card?.vendor !== "nvidia") return [];
  return [card.mig[migDevice ?? -1]?.uuid ?? card.uuid];
}
