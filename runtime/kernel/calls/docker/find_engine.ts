import { CallError } from "../../../contract/errors.ts";

/** The places where an engine may be looked for. */
export interface EnginePlaces {
  /** The operator's word. */
  readonly host: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
}

const ADDRESS = /^(?:unix:\/\/\/[^,\s]+|tcp:\/\/[^,\s@]+|https?:\/\/[^,\s@]+)$/;

/**
 * The address of the engine: the configured one, else DOCKER_HOST, else the first of the sockets that
 * Docker and podman are known to have.
 *
 * @throws {CallError} `unavailable` when there is none.
 */
export async function findEngine({ host, env, uid }: EnginePlaces): Promise<string> {
  const told = host ?? (env.DOCKER_HOST || undefined);
  if (told !== undefined) {
    if (!ADDRESS.test(told) || !URL.canParse(told)) {
      throw new CallError(
        "unavailable",
        "Cannot reach an engine: DOCKER_HOST must be unix:///path or tcp://host:port; " +
          "set services.docker.host in config.yaml",
      );
    }
    if (told.startsWith("unix://") && !await isSocket(told.slice("unix://".length))) {
      throw new CallError("unavailable", `Cannot reach an engine: there is no socket at ${told}`);
    }
    return told;
  }
  const run = env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`;
  const places = [
    "/var/run/docker.sock",
    `${run}/docker.sock`,
    "/run/podman/podman.sock",
    `${run}/podman/podman.sock`,
  ];
  for (const path of places) if (await isSocket(path)) return `unix://${path}`;
  throw new CallError(
    "unavailable",
    `Cannot reach an engine: there is no socket at ${places.join(", ")}`,
  );
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isSocket === true;
  } catch (error) {
    // A folder that may not be entered holds nothing for us.
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.PermissionDenied;
    if (isAbsent) return false;
    throw error;
  }
}
