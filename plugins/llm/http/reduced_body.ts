/** Takes lines of a long page, and gives back what is wanted of them. */
export interface LineReducer {
  /** Returns what is wanted of some lines by now; it may keep more back. */
  readonly push: (lines: readonly string[]) => string;
  /** Returns what it kept back. */
  readonly end: () => string;
}

/** A page up to this size is taken as it is. */
const PLAIN_BYTES = 512 * 1024;
/** No line of a page is longer. */
const MAX_LINE = 256 * 1024;

/**
 * Reduces a long body as it comes: memory is bounded by what is wanted of a page, and not by the page.
 */
export function reducedBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  reducer: LineReducer,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  /** The beginning of a body that may still be short. */
  let held: Uint8Array<ArrayBuffer>[] | undefined = [];
  let size = 0;
  /** The beginning of a line. */
  let rest = "";
  const reduce = (bytes: Uint8Array<ArrayBuffer>): string => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    const text = reducer.push(lines);
    if (rest.length <= MAX_LINE) return text;
    // What has no lines is no page of metrics, and is too large as it is.
    const whole = text + rest;
    rest = "";
    return whole;
  };
  return body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        size += bytes.length;
        held?.push(bytes);
        if (size <= PLAIN_BYTES) return;
        const text = (held ?? [bytes]).map(reduce).join("");
        held = undefined;
        if (text !== "") controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        for (const bytes of held ?? []) controller.enqueue(bytes);
        if (held) return;
        const last = rest + decoder.decode();
        const text = reducer.push(last === "" ? [] : [last]) + reducer.end();
        if (text !== "") controller.enqueue(encoder.encode(text));
      },
    }),
  );
}
