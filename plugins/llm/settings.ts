/** The settings of plugin.yaml, with its defaults filled in. */
export interface Settings {
  readonly targets: readonly unknown[];
  /** Addresses where a server is looked for. */
  readonly discover: readonly string[];
  /** Servers in containers, filled in by the kernel. */
  readonly containers?: readonly unknown[];
}
