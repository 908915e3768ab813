import {
  CLOSED_DENO,
  CLOSED_GLOBALS,
  CLOSED_NAVIGATOR,
  CLOSED_PROCESS,
} from "../contract/closed_surface.ts";

/**
 * Takes away what no plugin gets, before anything of it is loaded. Built-in modules are closed by the
 * import map.
 *
 * @throws {Error} when something of it stays: a guest does not run with it.
 */
export function closeSurface(): void {
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => /^GPU/.test(name));
  close(globalThis, [...CLOSED_GLOBALS, ...globals]);
  close(Object.getPrototypeOf(navigator), CLOSED_NAVIGATOR);
  close((globalThis as unknown as { process: object }).process, CLOSED_PROCESS);
  close(Deno, [...CLOSED_DENO, ...Object.getOwnPropertySymbols(Deno)]);
}

function close(owner: object, names: readonly PropertyKey[]): void {
  for (const name of names) {
    if (Reflect.deleteProperty(owner, name) && !Reflect.has(owner, name)) continue;
    throw new Error(`Cannot close ${String(name)} to the plugin`);
  }
}
