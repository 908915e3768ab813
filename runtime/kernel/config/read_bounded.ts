/**
 * Reads a regular file of at most `maxBytes`; undefined when it is larger. Nothing more is read.
 *
 * @param look is shown what was opened, which is what is read.
 */
export async function readBounded(
  file: string,
  maxBytes: number,
  look: (info: Deno.FileInfo) => void = () => {},
): Promise<Uint8Array | undefined> {
  // A pipe or a device would block or never end; opening it is what has to be avoided.
  const { isFile } = await Deno.stat(file);
  if (!isFile) throw new Error("it is not a regular file");
  using handle = await Deno.open(file);
  look(await handle.stat());
  const bytes = new Uint8Array(maxBytes + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = await handle.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return length > maxBytes ? undefined : bytes.slice(0, length);
}
