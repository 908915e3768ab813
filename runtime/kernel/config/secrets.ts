import type { ErrorCode } from "../../contract/codes.ts";
import type { Config } from "../../contract/config.ts";
import { CodedError, refusalText } from "../../contract/errors.ts";
import type { BootSettings, ServerAuth } from "../../contract/syscall.ts";
import { readBounded } from "./read_bounded.ts";

type Secrets = Pick<BootSettings["server"], "tls" | "auth">;

const SECRET_BYTES = 64 * 1024;

/**
 * Reads what the server settings only name: certificate, key, token, password.
 *
 * @throws {CodedError} `tls_invalid` or `auth_invalid`.
 */
export async function readServerSecrets(
  { tls, auth }: Pick<Config["server"], "tls" | "auth">,
  env: Readonly<Record<string, string>>,
): Promise<Secrets> {
  return {
    ...(tls
      ? {
        tls: {
          cert: await readPem(tls.certFile, "server.tls.certFile"),
          key: await readPem(tls.keyFile, "server.tls.keyFile"),
        },
      }
      : {}),
    ...(auth ? { auth: await readAuth(auth, env) } : {}),
  };
}

async function readPem(file: string, key: string): Promise<string> {
  const text = await readSecretFile(file, key, "tls_invalid");
  if (text.includes("-----BEGIN ")) return text;
  throw new CodedError("tls_invalid", `Cannot use ${key} "${file}": it must hold PEM text`);
}

type Auth = NonNullable<Config["server"]["auth"]>;

async function readAuth(auth: Auth, env: Readonly<Record<string, string>>): Promise<ServerAuth> {
  const token = await readSecret("bearerToken", {
    file: auth.bearerTokenFile,
    variable: auth.bearerTokenEnv,
    env,
  });
  const password = await readSecret("basicPassword", {
    file: auth.basicPasswordFile,
    variable: auth.basicPasswordEnv,
    env,
  });
  const username = auth.basicUsername;
  if ((username === undefined) !== (password === undefined)) {
    throw invalid("basic auth needs basicUsername and one of basicPasswordFile, basicPasswordEnv");
  }
  if (token === undefined && password === undefined) {
    throw invalid(
      "it has no secret; set bearerTokenFile or bearerTokenEnv, or remove server.auth",
    );
  }
  return {
    ...(token === undefined ? {} : { bearerToken: token }),
    ...(username === undefined || password === undefined ? {} : { basic: { username, password } }),
  };
}

async function readSecret(
  name: string,
  { file, variable, env }: {
    file: string | undefined;
    variable: string | undefined;
    env: Readonly<Record<string, string>>;
  },
): Promise<string | undefined> {
  if (file !== undefined && variable !== undefined) {
    throw invalid(`${name}File and ${name}Env are both set; keep one`);
  }
  if (file !== undefined) {
    const text = await readSecretFile(file, `server.auth.${name}File`, "auth_invalid");
    return checked(text.trimEnd(), `${name}File ${file}`);
  }
  if (variable === undefined) return undefined;
  return checked(env[variable] ?? "", `${name}Env ${variable}`);
}

function checked(secret: string, source: string): string {
  if (secret === "") throw invalid(`${source} is empty or not set`);
  return secret;
}

async function readSecretFile(file: string, key: string, code: ErrorCode): Promise<string> {
  try {
    const bytes = await readBounded(file, SECRET_BYTES);
    if (bytes) return new TextDecoder().decode(bytes);
    throw new Error(`It is larger than ${SECRET_BYTES} bytes`);
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const why = isMissing ? "there is no such file" : refusalText(cause);
    throw new CodedError(code, `Cannot read ${key} "${file}": ${why}`, {
      hint: isMissing
        ? `Create it, or correct ${key}`
        : "It must be a regular file that this user may read",
      cause,
    });
  }
}

function invalid(rule: string): CodedError {
  return new CodedError("auth_invalid", `Cannot use server.auth: ${rule}`);
}
