/** The kernel's entry: `deno task start` comes here once its packages are there. */
import { shedInheritance } from "./process/isolation/shed_inheritance.ts";
import { openReader } from "./reader/reader.ts";
import type { KernelOptions } from "./run_kernel.ts";

/**
 * Runs a kernel until it is told to stop, and answers its exit code.
 *
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} when there is no plugin, when nothing can be read, when the state folder is in use, or it
 *   or a secret cannot be used.
 */
export async function runKernel(options: KernelOptions): Promise<number> {
  shedInheritance();
  const reader = openReader(options.env);
  const loading = reader.load(options);
  try {
    // By a literal it would be loaded with this file, before the reader starts; so both load at once.
    const rest = "./run_kernel.ts";
    const [{ runLoaded }, first] = await Promise.all([
      import(rest) as Promise<typeof import("./run_kernel.ts")>,
      loading,
    ]);
    return await runLoaded(first, { ...options, reader });
  } finally {
    await reader.close();
  }
}
