/** Whether the operating system refused a path, or what should be written there. */
export function isPathError(error: unknown): error is Error {
  // Deno has no class of its own for all of them; each has the system's code.
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    /^E[A-Z]+$/.test(error.code);
}
