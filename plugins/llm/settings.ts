import { readProbe } from "./probe/settings.ts";
import type { ProbeSettings } from "./probe/settings.ts";

/** The settings of plugin.yaml, with its defaults filled in. */
export interface Settings {
  readonly targets: readonly unknown[];
}

/** One server that is watched. */
export interface Target {
  /** The label of its series. */
  readonly name: string;
  readonly url: string;
  /** Set when the operator pinned it. */
  readonly engine?: string;
  /** Set when the operator wants it probed. */
  readonly probe?: ProbeSettings;
}

/**
 * Reads the targets.
 *
 * @throws {Error} which says what is wrong with which target, and what to write.
 */
export function readTargets({ targets }: Settings, engines: readonly string[]): Target[] {
  const names = new Set<string>();
  return targets.map((target, index) => {
    const fail = (rule: string): never => {
      throw new Error(`Cannot use targets[${index}] of the llm plugin: ${rule}`);
    };
    const { name, url, engine, probe } = fieldsOf(target);
    if (typeof url !== "string" || !/^https?:\/\//.test(url)) {
      return fail("url must be such as http://127.0.0.1:8000");
    }
    if (name !== undefined && (typeof name !== "string" || !/^[\w.:-]{1,64}$/.test(name))) {
      return fail("name must be 1 to 64 letters, digits, dots, colons, dashes or underscores");
    }
    if (engine !== undefined && (typeof engine !== "string" || !engines.includes(engine))) {
      return fail(`engine must be one of ${engines.join(", ")}; leave it out to have it found`);
    }
    const label = typeof name === "string" ? name : new URL(url).host;
    if (names.has(label)) return fail(`there is another one with the name "${label}"`);
    names.add(label);
    const probing = probeOf(probe, fail);
    return {
      name: label,
      url,
      ...(typeof engine === "string" && { engine }),
      ...(probing && { probe: probing }),
    };
  });
}

function probeOf(value: unknown, fail: (rule: string) => never): ProbeSettings | undefined {
  try {
    return readProbe(value);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
