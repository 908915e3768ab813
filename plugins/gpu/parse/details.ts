import { isCardId } from "./card_id.ts";
import { normalBusId } from "./query_rows.ts";
import { find, parseXml } from "./xml.ts";
import type { XmlElement } from "./xml.ts";

/** Everything of `-q -x` that `--query-gpu` lacks. */
export interface Details {
  /** The newest CUDA version that the driver can run. */
  readonly cudaVersion?: string;
  /** The element of each card, by UUID. */
  readonly cards: ReadonlyMap<string, XmlElement>;
}

/**
 * Reads the output of `nvidia-smi -q -x`.
 *
 * @throws {SyntaxError} when it is no log of nvidia-smi.
 */
export function parseDetails(text: string): Details {
  const log = parseXml(text);
  if (log.name !== "nvidia_smi_log") {
    throw new SyntaxError(`Cannot read details: the document is "${log.name}"`);
  }
  const cards = new Map<string, XmlElement>();
  for (const element of log.children.filter(({ name }) => name === "gpu")) {
    const uuid = find(element, "uuid")?.text ?? "";
    const busId = normalBusId(element.attributes.id ?? "");
    cards.set(isCardId(uuid) ? uuid : busId, element);
  }
  const cudaVersion = cudaVersionIn(find(log, "cuda_umd_version")?.text) ??
    cudaVersionIn(find(log, "cuda_version")?.text);
  return { cards, ...(cudaVersion !== undefined && { cudaVersion }) };
}

/** Drivers write notes behind it: `13.3 [Deprecated; will be removed in CUDA 14.0. ...]`. */
function cudaVersionIn(text = ""): string | undefined {
  return /^(\d+\.\d+)(?:\s*\[.*\])?$/.exec(text)?.[1];
}
