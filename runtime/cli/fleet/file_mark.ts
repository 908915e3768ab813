/** Returns a text that changes whenever a file does; what a link leads to is the file. */
export async function fileMark(file: string): Promise<string> {
  try {
    const { ino, dev, size, mtime, ctime } = await Deno.stat(file);
    return [dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(" ");
  } catch (error) {
    return error instanceof Error ? error.name : "Error";
  }
}
