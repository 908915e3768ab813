import { SECRETS } from "./settings.ts";
import type { SecretName } from "./settings.ts";

/** Reads the secrets of a folder; one that is missing, a folder or unreadable is undefined. */
export async function readSecrets(
  dir: string,
): Promise<Record<SecretName, string | undefined>> {
  const entries = await Promise.all(SECRETS.map(async (name) => {
    try {
      return [name, await Deno.readTextFile(`${dir}/${name}`)] as const;
    } catch (error) {
      // docker-compose 1.29 makes a folder where a secret is missing.
      if (isMissing(error)) return [name, undefined] as const;
      throw error;
    }
  }));
  return Object.fromEntries(entries) as Record<SecretName, string | undefined>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory ||
    error instanceof Deno.errors.PermissionDenied;
}
