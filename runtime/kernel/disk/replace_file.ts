/**
 * Writes a file beside its place and renames it, with exactly this mode whatever the umask is: whoever
 * reads meanwhile sees the old file or the new one. What could not be finished is removed.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeFile(temporary, bytes, { createNew: true, mode });
    await Deno.chmod(temporary, mode);
    await Deno.rename(temporary, path);
  } catch (error) {
    // Whoever tries again and again would fill the folder with what could not be written.
    await Promise.allSettled([Deno.remove(temporary)]);
    throw error;
  }
}
