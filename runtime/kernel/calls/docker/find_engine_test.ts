import assert from "node:assert/strict";
import { findEngine } from "./find_engine.ts";

async function withSocket(test: (path: string, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const listener = Deno.listen({ transport: "unix", path: `${dir}/docker.sock` });
  try {
    await test(`${dir}/docker.sock`, dir);
  } finally {
    listener.close();
    await Deno.remove(dir, { recursive: true });
  }
}

const NOBODY = 4_000_000;

Deno.test("findEngine goes by configuration, then by DOCKER_HOST, then by the usual sockets", () =>
  withSocket(async (path, dir) => {
    const env = { XDG_RUNTIME_DIR: dir };
    const find = (host: string | undefined, more = {}) =>
      findEngine({ host, env: { ...env, ...more }, uid: NOBODY });
    assert.equal(
      await find("tcp://proxy:2375", { DOCKER_HOST: "tcp://other" }),
      "tcp://proxy:2375",
    );
    assert.equal(await find(undefined, { DOCKER_HOST: `unix://${path}` }), `unix://${path}`);
    // The machine's own engine, where it has one, comes before that of the user.
    assert.match(await find(undefined), /^unix:\/\/.*docker\.sock$/);
    assert.match(await find(undefined, { DOCKER_HOST: "" }), /^unix:\/\/.*docker\.sock$/);
  }));

Deno.test("findEngine says where it looked", () =>
  withSocket(async (_, dir) => {
    const find = (told: string) =>
      findEngine({ host: undefined, env: { DOCKER_HOST: told }, uid: 0 });
    await assert.rejects(find(`unix://${dir}/none.sock`), {
      code: "unavailable",
      message: /there is no socket at unix:.*none\.sock/,
    });
    await Deno.writeTextFile(`${dir}/file`, "");
    await assert.rejects(find(`unix://${dir}/file`), { code: "unavailable" });
    for (const told of ["ssh://host", "unix:///a,--allow-all", "tcp://u:p@host", "docker.sock"]) {
      await assert.rejects(find(told), { code: "unavailable", message: /DOCKER_HOST must be/ });
    }
  }));
