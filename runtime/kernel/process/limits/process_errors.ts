/** Returns whether the system says that there is no such process. Deno gives some of these errors no code. */
export function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error &&
    (("code" in error && error.code === "ESRCH") || error.message.includes("(os error 3)"));
}
