import { probeSettings } from "./probe_settings.ts";
import type { Target } from "./target.ts";
import type { TargetOptions } from "./target_options.ts";

/**
 * Makes targets of the operator's options.
 *
 * @throws {Error} for two of one name, which a schema cannot see: without a name it is the address.
 */
export function readTargets(options: readonly TargetOptions[]): Target[] {
  const names = new Set<string>();
  return options.map((one, index) => {
    const target = readTarget(one);
    if (names.has(target.name)) {
      throw new Error(
        `Cannot use targets[${index}].name of the llm plugin: it is ${
          JSON.stringify(target.name)
        }, but there is another target of that name; give each its own`,
      );
    }
    names.add(target.name);
    return target;
  });
}

/** Makes a target of its options. */
export function readTarget(
  { url, name = new URL(url).host, engine, headers = {}, probe, ...others }: TargetOptions,
): Target {
  return {
    ...others,
    name,
    // As clients of OpenAI's API are told it.
    url: url.replace(/\/+$/, "").replace(/\/v1$/, ""),
    headers,
    ...(engine !== undefined && { server: engine }),
    ...(probe && { probe: probeSettings(probe) }),
  };
}
