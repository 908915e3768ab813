import { createHash } from "node:crypto";
import { tarEnd, tarHeader, tarPadding } from "./tar_entry.ts";

/** A file of the archive: one of this machine, or a text. */
export interface ArchiveFile {
  /** Within the archive. */
  readonly path: string;
  readonly content: { readonly file: string } | { readonly text: string };
  readonly isExecutable: boolean;
}

/** Options of {@linkcode writeArchive}. */
export interface ArchiveOptions {
  /** Of every file, in seconds since 1970. */
  readonly mtime: number;
  /** Ends the writing. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a tar.gz: sorted, of one time, root's, so that the same files make the same bytes. One that
 * fails, or is aborted, leaves nothing behind.
 *
 * @returns the SHA-256 of the archive, in hex.
 */
export async function writeArchive(
  target: string,
  files: readonly ArchiveFile[],
  { mtime, signal = new AbortController().signal }: ArchiveOptions,
): Promise<string> {
  const hash = createHash("sha256");
  const unfinished = `${target}.${crypto.randomUUID()}`;
  const output = await Deno.open(unfinished, { write: true, createNew: true });
  try {
    await ReadableStream.from(tarChunks(files, mtime))
      .pipeThrough(new CompressionStream("gzip"))
      .pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>>({
          transform(chunk, controller) {
            hash.update(chunk);
            controller.enqueue(chunk);
          },
        }),
      )
      .pipeTo(output.writable, { signal });
    await Deno.rename(unfinished, target);
  } catch (error) {
    await Deno.remove(unfinished);
    throw error;
  }
  return hash.digest("hex");
}

async function* tarChunks(
  files: readonly ArchiveFile[],
  mtime: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Code units, not a language's order.
  const sorted = [...files].sort((a, b) => a.path < b.path ? -1 : 1);
  for (const { path, content, isExecutable } of sorted) {
    const bytes = "text" in content
      ? new TextEncoder().encode(content.text)
      : await Deno.readFile(content.file);
    yield tarHeader({ path, size: bytes.length, isExecutable, mtime });
    yield bytes;
    yield tarPadding(bytes.length);
  }
  yield tarEnd();
}
