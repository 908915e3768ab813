import { concatenate } from "../../wire/concatenate.ts";
import type { PluginFile } from "./read_folder.ts";

const encoder = new TextEncoder();

/**
 * The SHA-256 of a plugin, hex: over each path, its length and its bytes, in order, each with its
 * length in front, so that no two folders give the same text.
 */
export async function computeDigest(files: readonly PluginFile[]): Promise<string> {
  const parts = files.flatMap(({ path, bytes }) => {
    const name = encoder.encode(path);
    return [encodeLength(name), name, encodeLength(bytes), bytes];
  });
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concatenate(parts))).toHex();
}

function encodeLength(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return length;
}
