import { CodedError } from "../../contract/errors.ts";
import { findPackage, lockedPackages, packageMissing } from "../locked_packages.ts";
import { listSources } from "./list_sources.ts";
import { PLACES, startScript } from "./start_script.ts";
import type { ArchiveFile } from "./write_archive.ts";

/** The parts of an archive. */
export interface PackageParts {
  readonly projectDir: string;
  /** The folder of the npm packages. */
  readonly denoDir: string;
  /** The program Deno. */
  readonly deno: string;
  /** The list of parts, as CycloneDX. */
  readonly sbom: string;
  /** The folder that everything lies in. */
  readonly folder: string;
}

/**
 * Lists the files of an archive.
 *
 * @throws {CodedError} `packages_unavailable` when a package is in no cache; `usage` for a source that is no
 *   regular file.
 */
export async function packageFiles(parts: PackageParts): Promise<ArchiveFile[]> {
  const { projectDir, denoDir, deno, sbom, folder } = parts;
  const sources = await listSources(projectDir);
  const text = (path: string, text: string, isExecutable = false): ArchiveFile => ({
    path,
    content: { text },
    isExecutable,
  });
  const files: ArchiveFile[] = [
    text(PLACES.script, startScript(), true),
    text(PLACES.sbom, sbom),
    { path: PLACES.deno, content: { file: deno }, isExecutable: true },
    ...sources.map(({ path, isExecutable }) => ({
      path,
      content: { file: `${projectDir}/${path}` },
      isExecutable,
    })),
    ...await filesOfPackages(projectDir, denoDir),
  ];
  return files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}

async function filesOfPackages(projectDir: string, denoDir: string): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const item of await lockedPackages(projectDir)) {
    const place = await findPackage(denoDir, item);
    if (place === undefined) throw packageMissing(item, denoDir);
    await addFolder(denoDir, place, files);
  }
  return files;
}

async function addFolder(denoDir: string, place: string, files: ArchiveFile[]): Promise<void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(`${denoDir}/${place}`)) {
    const path = `${place}/${name}`;
    if (isDirectory) await addFolder(denoDir, path, files);
    else if (isFile) {
      files.push({
        path: `${PLACES.denoDir}/${path}`,
        content: { file: `${denoDir}/${path}` },
        isExecutable: false,
      });
    } else throw new CodedError("usage", `Cannot package ${denoDir}/${path}: it is not a file`);
  }
}
