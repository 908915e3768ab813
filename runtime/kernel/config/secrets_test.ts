import assert from "node:assert/strict";
import { CodedError } from "../../contract/errors.ts";
import { readServerSecrets } from "./secrets.ts";

const SERVER: Server = {};
const PEM = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

type Server = Parameters<typeof readServerSecrets>[0];

/** Runs a test with files that hold secrets. */
async function withFiles(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const files = { token: "hunter2\n", empty: "\n", pem: PEM, text: "x", large: "x".repeat(70_000) };
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readServerSecrets reads nothing when nothing is set", async () => {
  assert.deepEqual(await readServerSecrets(SERVER, {}), {});
});

Deno.test("readServerSecrets reads secrets from files and the environment", () =>
  withFiles(async (dir) => {
    const env = { SECRET: "pass word" };
    const cases: [Server["auth"], unknown][] = [
      [{ bearerTokenFile: `${dir}/token` }, { bearerToken: "hunter2" }],
      [{ bearerTokenEnv: "SECRET" }, { bearerToken: "pass word" }],
      [{ basicUsername: "me", basicPasswordFile: `${dir}/token` }, {
        basic: { username: "me", password: "hunter2" },
      }],
      [{ basicUsername: "me", basicPasswordEnv: "SECRET", bearerTokenFile: `${dir}/token` }, {
        bearerToken: "hunter2",
        basic: { username: "me", password: "pass word" },
      }],
    ];
    for (const [auth, expected] of cases) {
      assert.deepEqual(await readServerSecrets({ ...SERVER, auth }, env), { auth: expected });
    }
    const tls = { certFile: `${dir}/pem`, keyFile: `${dir}/pem` };
    assert.deepEqual(await readServerSecrets({ ...SERVER, tls }, {}), {
      tls: { cert: PEM, key: PEM },
    });
  }));

Deno.test("readServerSecrets refuses what would leave the server open or useless", () =>
  withFiles(async (dir) => {
    const wrong: [Server["auth"], RegExp][] = [
      [{}, /no secret/],
      [{ bearerTokenFile: `${dir}/none` }, /bearerTokenFile.*none": there is no such file/],
      [{ bearerTokenFile: dir }, /regular file/],
      [{ bearerTokenFile: `${dir}/empty` }, /empty/],
      [{ bearerTokenFile: `${dir}/large` }, /larger than/],
      [{ bearerTokenEnv: "UNSET" }, /UNSET is empty or not set/],
      [{ bearerTokenEnv: "EMPTY" }, /EMPTY is empty or not set/],
      [{ bearerTokenEnv: "SECRET", bearerTokenFile: `${dir}/token` }, /both/],
      [{ basicUsername: "me" }, /basicPassword/],
      [{ basicPasswordEnv: "SECRET" }, /basicUsername/],
      [{ bearerTokenEnv: "SECRET", basicUsername: "me" }, /basicPassword/],
    ];
    for (const [auth, says] of wrong) {
      await assert.rejects(
        readServerSecrets({ ...SERVER, auth }, { SECRET: "hunter2", EMPTY: "" }),
        (error: unknown) => {
          assert.ok(error instanceof CodedError);
          assert.equal(error.code, "auth_invalid");
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /hunter2/);
          return true;
        },
      );
    }
  }));

Deno.test("readServerSecrets refuses a certificate or key that is none", () =>
  withFiles(async (dir) => {
    for (const name of ["none", "empty", "text"]) {
      for (const key of ["certFile", "keyFile"]) {
        const tls = { certFile: `${dir}/pem`, keyFile: `${dir}/pem`, [key]: `${dir}/${name}` };
        await assert.rejects(readServerSecrets({ ...SERVER, tls }, {}), {
          code: "tls_invalid",
          message: new RegExp(`server\\.tls\\.${key}`),
        });
      }
    }
  }));
