import { z } from "zod";

const text = z.string();
const number = z.number();

/** Exactly these fields, all of them numbers. */
const numbers = <Name extends string>(...names: Name[]) => z.record(z.enum(names), number);

const card = z.strictObject({
  vendor: z.enum(["nvidia", "amd"]),
  name: text,
  uuid: text,
  busId: text,
  memoryMib: number,
  reservedMib: number,
  idleWatts: number,
  limitWatts: number,
  maxClockMhz: number,
  idleClockMhz: number,
  kelvinPerWatt: number,
  thermalSeconds: number,
  slowdownCelsius: number,
  hasEcc: z.boolean(),
  mig: z.array(z.strictObject({
    uuid: text,
    profile: text,
    gpuInstance: number,
    computeInstance: number,
    memoryMib: number,
    sevenths: number,
  })).default([]),
});

const engine = z.strictObject({
  /** Its target and its Compose service; as its engine by default. */
  name: text.optional(),
  engine: text,
  version: text,
  port: number,
  image: text,
  models: z.array(text),
  batch: numbers("requests", "prefillTokens"),
  kv: numbers("tokens", "bytesPerToken", "blockTokens"),
  reservesKv: z.boolean().default(true),
  speed: numbers("stepMs", "sequenceUs", "kvTokenNs", "prefillPerSecond"),
  traffic: numbers("perSecond", "prompt", "output", "shared"),
  card: number.optional(),
  migDevice: number.optional(),
  processName: text,
  loadGbPerSecond: number.default(4.5),
  onDemand: numbers("maxLoadedModels", "keepAliveSeconds").optional(),
  upstreams: z.array(text).optional(),
  container: numbers("limitGib", "memoryGb", "pids"),
});

/** The file of a world. */
export const worldSchema = z.strictObject({
  machine: z.strictObject({
    cpus: number,
    memoryGib: number,
    disks: z.array(
      z.strictObject({ mountpoint: text, device: text, sizeTib: number, usedTib: number }),
    ),
  }),
  cards: z.array(card),
  amdCard: card,
  models: z.array(z.strictObject({ name: text, kind: text, contextTokens: number, gb: number })),
  engines: z.array(engine),
  amdEngine: engine,
  otherEngines: z.array(engine),
});

export type CardRow = z.output<typeof card>;
export type EngineRow = z.output<typeof engine>;
