import { parse } from "yaml";
import { z } from "../../../runtime/contract/zod.ts";
import { REPO } from "../../repo/source_files.ts";

const text = z.string();
/** A number of bytes with a unit, or a variable with such a default. */
const size = z.string().regex(/^(?:\$\{\w+:-)?\d+[kmg]\}?$/);
const duration = z.string().regex(/^\d+[sm]$/);

const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.array(text).min(2).refine(([kind]) => kind === "CMD"),
    interval: duration,
    timeout: duration,
    retries: z.int().positive(),
    start_period: duration.optional(),
  }),
]);

const service = z.strictObject({
  image: text.optional(),
  profiles: z.array(text).optional(),
  build: z.strictObject({
    context: text,
    dockerfile: text,
    args: z.record(text, text),
  }).optional(),
  command: z.array(text).optional(),
  user: z.string().regex(/^\d+:(?:\d+|\$\{.+\})$/).optional(),
  pid: z.literal("host").optional(),
  network_mode: z.literal("none").optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(text).optional(),
  security_opt: z.array(text).optional(),
  restart: z.enum(["no", "unless-stopped"]).optional(),
  init: z.boolean().optional(),
  pids_limit: z.int().positive().optional(),
  mem_limit: size.optional(),
  tmpfs: z.array(text).optional(),
  logging: z.strictObject({
    driver: text,
    options: z.strictObject({ "max-size": text, "max-file": text }),
  }).optional(),
  stop_grace_period: duration.optional(),
  env_file: z.array(text).optional(),
  environment: z.record(text, text).optional(),
  extra_hosts: z.array(text).optional(),
  networks: z.array(text).optional(),
  ports: z.array(text).optional(),
  volumes: z.array(text).optional(),
  secrets: z.array(text).optional(),
  devices: z.array(text).optional(),
  depends_on: z.record(
    text,
    z.strictObject({
      condition: z.enum(["service_started", "service_completed_successfully"]),
    }),
  ).optional(),
  healthcheck: healthcheck.optional(),
  deploy: z.strictObject({
    resources: z.strictObject({
      reservations: z.strictObject({
        devices: z.array(z.strictObject({
          driver: text,
          count: z.union([z.literal("all"), z.int()]),
          capabilities: z.array(text).min(1),
        })),
      }),
    }),
  }).optional(),
});

/** The shape of our Compose files: what docker-compose 1.29 and Compose v2 both read, and no key besides. */
export const COMPOSE_FILE = z.strictObject({
  "x-images": z.record(text, text).optional(),
  "x-hardened": z.unknown().optional(),
  "x-after-preflight": z.unknown().optional(),
  services: z.record(z.string().regex(/^[a-z]+(?:-[a-z]+)*$/), service),
  networks: z.record(
    text,
    z.strictObject({
      internal: z.literal(true).optional(),
      driver_opts: z.record(text, text).optional(),
    }),
  ).optional(),
  volumes: z.record(text, z.strictObject({})).optional(),
  secrets: z.record(text, z.strictObject({ file: text })).optional(),
});

export type ComposeFile = z.infer<typeof COMPOSE_FILE>;
export type Service = z.infer<typeof service>;

/** The files of compose/, by name. */
export async function composeFileNames(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${REPO}/compose`));
  const names = entries.map(({ name }) => name).filter((name) => /^compose\..*yaml$/.test(name));
  return names.sort();
}

/** Reads one of them. */
export async function readComposeFile(name: string): Promise<ComposeFile> {
  return parseCompose(await Deno.readTextFile(`${REPO}/compose/${name}`));
}

/** @throws {z.ZodError} for what is not of our shape. */
export function parseCompose(yaml: string): ComposeFile {
  return COMPOSE_FILE.parse(parse(yaml, { merge: true }));
}
