import { CodedError } from "../contract/errors.ts";
import { tryLstat } from "../kernel/disk/walk_path.ts";

/** A package as the lock file pins it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

/**
 * Lists what the lock file pins. Deno wants all of it, also what only tests import: it resolves the whole
 * lock file before it loads the first package.
 */
export async function lockedPackages(projectDir: string): Promise<LockedPackage[]> {
  const text = await Deno.readTextFile(`${projectDir}/deno.lock`);
  const { npm } = JSON.parse(text) as { readonly npm: Readonly<Record<string, unknown>> };
  const byPlace = new Map(Object.keys(npm).map(splitId).map((item) => [formatPlace(item), item]));
  return [...byPlace.values()];
}

/** Returns the packages that no registry of a `DENO_DIR` holds, as `name/version`. */
export async function missingPackages(projectDir: string, denoDir: string): Promise<string[]> {
  const packages = await lockedPackages(projectDir);
  const found = await Promise.all(packages.map((item) => findPackage(denoDir, item)));
  return packages.filter((_, index) => found[index] === undefined).map(formatPlace);
}

/** Finds the folder of a package, relative to `DENO_DIR`. */
export async function findPackage(
  denoDir: string,
  item: LockedPackage,
): Promise<string | undefined> {
  for (const registry of await registries(denoDir)) {
    const place = `npm/${registry}/${formatPlace(item)}`;
    if (await tryLstat(`${denoDir}/${place}`)) return place;
  }
  return undefined;
}

/**
 * Copies the packages from one `DENO_DIR` into another, those that are there already excepted.
 *
 * @throws {CodedError} `packages_unavailable` when one is not there.
 */
export async function copyPackages(
  projectDir: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  for (const item of await lockedPackages(projectDir)) {
    const place = await findPackage(from, item);
    if (place === undefined) throw packageMissing(item, from);
    if (await tryLstat(`${to}/${place}`)) continue;
    // Under another name until it is whole.
    const unfinished = `${to}/${place}.${crypto.randomUUID()}`;
    await copyFolder(`${from}/${place}`, unfinished);
    await Deno.rename(unfinished, `${to}/${place}`);
  }
}

/** The error of a package that is in no cache. */
export function packageMissing({ name, version }: LockedPackage, denoDir: string): CodedError {
  return new CodedError("packages_unavailable", `${name} ${version} is not in ${denoDir}`, {
    hint: "Fetch what is missing with deno task start --once, on a machine that reaches npm",
  });
}

/** `@scope/name@1.2.3_peer@4.5.6` is version 1.2.3 of `@scope/name`. */
function splitId(id: string): LockedPackage {
  const at = id.indexOf("@", 1);
  return { name: id.slice(0, at), version: id.slice(at + 1).split("_", 1)[0] ?? "" };
}

function formatPlace({ name, version }: LockedPackage): string {
  return `${name}/${version}`;
}

async function registries(denoDir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(`${denoDir}/npm`))).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o755 });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
