import { dropAmbientCapabilities } from "./ambient_capabilities.ts";
import { sealDescriptors } from "./sealed_descriptors.ts";

/**
 * Keeps from everything that we start what our launcher left to us: capabilities and descriptors. Asked before
 * the first process is started, and harmless when asked again.
 *
 * @returns false where descriptors cannot be kept.
 */
export function shedInheritance(): boolean {
  dropAmbientCapabilities();
  return sealDescriptors();
}
