import type { DockerContainer } from "@llm-monitor/sdk";

/** The containers that have series, and the number of those that have none. */
export interface Choice {
  readonly chosen: readonly DockerContainer[];
  readonly filtered: number;
  readonly beyondLimit: number;
}

/**
 * Chooses by `include` and `exclude`, which name containers as `name:web*`, `image:vllm/*` or
 * `label:key=value`; a word without one of these is a name. Of too many, running ones come first.
 */
export function chooseContainers(
  containers: readonly DockerContainer[],
  { include, exclude, maxContainers }: {
    include: readonly string[];
    exclude: readonly string[];
    maxContainers: number;
  },
): Choice {
  const wanted = containers.filter((container) =>
    (include.length === 0 || include.some((pattern) => matches(pattern, container))) &&
    !exclude.some((pattern) => matches(pattern, container))
  );
  const ordered = wanted.toSorted((a, b) =>
    Number(b.state === "running") - Number(a.state === "running") || (a.name < b.name ? -1 : 1)
  );
  const chosen = ordered.slice(0, Math.max(0, maxContainers));
  return {
    chosen,
    filtered: containers.length - wanted.length,
    beyondLimit: wanted.length - chosen.length,
  };
}

function matches(pattern: string, { name, image, labels }: DockerContainer): boolean {
  const [, kind = "name", rest = pattern] = /^(name|image|label):(.*)$/s.exec(pattern) ?? [];
  if (kind === "image") return matchesWildcard(rest, image);
  if (kind === "name") return matchesWildcard(rest, name);
  const [key = "", ...value] = rest.split("=");
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return label !== undefined && (value.length === 0 || matchesWildcard(value.join("="), label));
}

/** `*` is any run of characters; each piece is looked for once. */
function matchesWildcard(pattern: string, text: string): boolean {
  const [first = "", ...pieces] = pattern.split("*");
  const last = pieces.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
