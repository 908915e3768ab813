type Labels = Readonly<Record<string, string>>;

/**
 * Remembers the labels of info series that are put together from several sources. One of them that is
 * late must not make another series, since joins would break on it.
 */
export class KnownLabels {
  readonly #known = new Map<string, Labels>();

  /** Returns the labels, with the last known value in the place of each that is empty now. */
  keep(key: string, labels: Labels): Record<string, string> {
    const known = this.#known.get(key) ?? {};
    const kept = Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [name, value || (known[name] ?? "")]),
    );
    this.#known.set(key, kept);
    return kept;
  }
}
