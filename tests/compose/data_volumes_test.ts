/** Each volume of data is seen by preflight, first, over a folder that belongs to who writes there. */
import assert from "node:assert/strict";
import { DATA_VOLUMES, VOLUMES_DIR } from "../../compose/src/data_volumes.ts";
import { REPO } from "../repo/source_files.ts";
import { composeFileNames, readComposeFile } from "./model/compose_file.ts";
import type { ComposeFile } from "./model/compose_file.ts";

/** The volume that preflight writes to, and Alertmanager reads. */
const WRITTEN_BY_PREFLIGHT = "alertmanager-config";
const MOUNT = /^(?<source>\$\{(?<variable>\w+):-(?<fallback>[a-z-]+)\}|(?<name>[a-z][a-z-]*)):/;

interface Mount {
  readonly file: string;
  readonly service: string;
  readonly volume: string;
  readonly variable: string | undefined;
  readonly rest: string;
}

async function readNamedMounts(): Promise<Mount[]> {
  const files = await Promise.all(
    (await composeFileNames()).map(async (name) => [name, await readComposeFile(name)] as const),
  );
  return files.flatMap(([file, { services }]) => listMounts(file, services));
}

function listMounts(file: string, services: ComposeFile["services"]): Mount[] {
  return Object.entries(services).flatMap(([service, { volumes = [] }]) =>
    volumes.flatMap((text) => {
      const found = MOUNT.exec(text)?.groups;
      const volume = found?.fallback ?? found?.name;
      if (found === undefined || volume === undefined) return [];
      const rest = text.slice((found.source?.length ?? 0) + 1);
      return [{ file, service, volume, variable: found.variable, rest }];
    })
  );
}

Deno.test("preflight sees every volume that a service writes to, in the file that has it", async () => {
  const mounts = await readNamedMounts();
  const written = mounts.filter(({ service, volume }) =>
    service !== "preflight" && volume !== WRITTEN_BY_PREFLIGHT
  );
  assert.deepEqual(
    written.map(({ volume, service }) => `${volume} ${service}`).sort(),
    DATA_VOLUMES.map(({ name, service }) => `${name} ${service}`).sort(),
  );
  for (const { file, volume, variable } of written) {
    const seen = mounts.filter((mount) =>
      mount.service === "preflight" && mount.file === file && mount.volume === volume
    );
    const [mount, ...more] = seen;
    assert.equal(more.length, 0, volume);
    assert.equal(mount?.rest, `${VOLUMES_DIR}/${volume}:ro`, `${file}: ${volume}`);
    assert.equal(mount?.variable, variable, volume);
    const known = DATA_VOLUMES.find(({ name }) => name === volume);
    assert.equal(known?.variable, variable, volume);
  }
});

Deno.test("the users of the volumes are those of their services", async () => {
  const stack = (await readComposeFile("compose.yaml")).services;
  const services = { ...(await readComposeFile("compose.agent.yaml")).services, ...stack };
  for (const { name, service, uid, gid } of DATA_VOLUMES) {
    assert.equal(services[service]?.user, `${uid}:${gid}`, name);
  }
});

Deno.test("what a service of VictoriaMetrics makes in its volume is what preflight looks at", async () => {
  for (const [file, volume] of [["victoria", "victoria-data"], ["vmagent", "vmagent-data"]]) {
    const { services } = await readComposeFile(`compose.${file}.yaml`);
    const known = DATA_VOLUMES.find(({ name }) => name === volume);
    const { command = [], volumes = [] } = services[known?.service ?? ""] ?? {};
    const mount = volumes.find((text) => text.startsWith(`${volume}:`));
    const path = `${mount?.slice((volume?.length ?? 0) + 1)}/${known?.holds}`;
    const flags = ["storageDataPath", "remoteWrite.tmpDataPath"].map((flag) => `-${flag}=${path}`);
    assert(flags.some((flag) => command.includes(flag)), `${file}: ${path}`);
  }
});

Deno.test("the image has a folder for each volume, and preflight is told the variables", async () => {
  const text = await Deno.readTextFile(`${REPO}/compose/Dockerfile`);
  const { services } = await readComposeFile("compose.yaml");
  for (const { name, variable } of DATA_VOLUMES) {
    assert.match(text, new RegExp(`mkdir [^&]*${VOLUMES_DIR}/${name}\\b`), name);
    if (variable !== undefined) {
      const told = services.preflight?.environment?.[variable];
      assert.equal(told, `\${${variable}:-${name}}`);
    }
  }
});
