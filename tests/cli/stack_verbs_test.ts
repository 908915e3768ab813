/** `deno task stack` over a folder of its own, without an engine. */
import assert from "node:assert/strict";

const STACK = new URL("../../compose/src/stack.ts", import.meta.url).pathname;

async function stack(
  dir: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", STACK, ...args, "--dir", dir],
    env: { NO_COLOR: "1", DOCKER_HOST: `unix://${dir}/nobody.sock`, ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("stack init writes settings and secrets once, and leaves what is there", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/docker.sock`, "");
    await Deno.writeTextFile(`${dir}/.env`, "GRAFANA_PORT=1234");
    const first = await stack(dir, ["init", "--socket", `${dir}/docker.sock`]);
    assert.equal(first.code, 0, first.text);
    const env = await Deno.readTextFile(`${dir}/.env`);
    assert.match(env, /^GRAFANA_PORT=1234$/m);
    assert.match(env, new RegExp(`^DOCKER_GID=${Deno.gid()}$`, "m"));
    const password = await Deno.readTextFile(`${dir}/secrets/grafana-admin-password`);
    assert.match(password, /^[\w-]{24}\n$/);
    assert.equal(((await Deno.stat(`${dir}/secrets`)).mode ?? 0) & 0o777, 0o700);
    assert(!first.text.includes(password.trim()), "the password was shown");
    const second = await stack(dir, ["init", "--socket", `${dir}/docker.sock`]);
    assert.equal(second.text.match(/^compose\//m), null, second.text);
    assert.equal(await Deno.readTextFile(`${dir}/.env`), env);
    assert.equal(await Deno.readTextFile(`${dir}/secrets/grafana-admin-password`), password);
  }));

Deno.test("stack init without a socket says what is missing, and fails", () =>
  withFolder(async (dir) => {
    const { code, text } = await stack(dir, ["init", "--socket", `${dir}/none.sock`]);
    assert.equal(code, 1);
    assert.match(text, /There is no .*none\.sock\. Install Docker, or name its socket/);
    assert.doesNotMatch(text, /Next:/);
    assert.doesNotMatch(await Deno.readTextFile(`${dir}/.env`), /DOCKER_SOCKET/);
  }));

Deno.test("stack init keeps the socket that it knows, and says so when asked for another", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/one.sock`, "");
    await Deno.writeTextFile(`${dir}/two.sock`, "");
    assert.equal((await stack(dir, ["init", "--socket", `${dir}/one.sock`])).code, 0);
    const again = await stack(dir, ["init"]);
    assert.equal(again.code, 0, again.text);
    assert.doesNotMatch(again.text, /warning/);
    const other = await stack(dir, ["init", "--socket", `${dir}/two.sock`]);
    assert.match(other.text, /DOCKER_SOCKET stays ".*one\.sock".*should be ".*two\.sock"/);
  }));

Deno.test("stack check tells everything that is wrong at once, as text and as JSON", () =>
  withFolder(async (dir) => {
    const wrong = { PROMETHEUS_RETENTION: "x", PROMETHEUS_DATA: "./data", GRAFANA_PORT: "0" };
    const { code, text } = await stack(dir, ["check", "--gpu"], wrong);
    assert.equal(code, 3);
    for (
      const part of [
        ...["Docker does not answer", "compose/.env is missing", 'PROMETHEUS_RETENTION is "x"'],
        ...["data, which does not exist", 'GRAFANA_PORT is "0"', "no runtime called nvidia"],
      ]
    ) assert(text.includes(part), `${part}: ${text}`);
    const json = await stack(dir, ["check", "--gpu", "--json"], wrong);
    assert(JSON.parse(json.text).findings.length >= 6);
  }));

Deno.test("stack smoke starts nothing while something is wrong", () =>
  withFolder(async (dir) => {
    const { code, text } = await stack(dir, ["smoke"]);
    assert.equal(code, 3);
    assert.match(text, /compose\/\.env is missing/);
  }));
