import type { PluginSpec } from "../../contract/syscall.ts";

/** An older revision runs on when a newer one fails, so some are kept. */
const KEPT_REVISIONS = 20;

type Admitted = { authority: string; revisions: PluginSpec[] };

/**
 * The revisions of each plugin that may run: those that the policy and the approvals allow. The host can start
 * nothing else.
 */
export class Admissions {
  readonly #plugins = new Map<string, Admitted>();

  /** The newest revision of each plugin. */
  latest(): PluginSpec[] {
    return [...this.#plugins.values()].flatMap(({ revisions }) => revisions.at(-1) ?? []);
  }

  get(plugin: string, revision: string): PluginSpec | undefined {
    return this.#plugins.get(plugin)?.revisions.find((spec) => spec.revision === revision);
  }

  /** Digests whose staged copies are still needed. */
  digests(plugin: string): string[] {
    return (this.#plugins.get(plugin)?.revisions ?? []).map(({ digest }) => digest);
  }

  names(): string[] {
    return [...this.#plugins.keys()];
  }

  /**
   * Admits a revision.
   *
   * @param authority what the decision rests on besides the folder: policy and approval. When it has
   * changed, older revisions were allowed by rules that no longer hold, and are admitted no more.
   */
  admit(spec: PluginSpec, authority: string): void {
    const known = this.#plugins.get(spec.name);
    const older = known?.authority === authority
      ? known.revisions.filter(({ revision }) => revision !== spec.revision)
      : [];
    this.#plugins.set(spec.name, {
      authority,
      revisions: [...older, spec].slice(-KEPT_REVISIONS),
    });
  }

  /** Nothing of the plugin may run any more. */
  withdraw(plugin: string): void {
    this.#plugins.delete(plugin);
  }
}
