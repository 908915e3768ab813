/** Takes lines of a long page, and gives back what is wanted of them. */
export interface LineReducer {
  /** Returns what is wanted of some lines by now; it may keep more back. */
  readonly push: (lines: readonly string[]) => string;
  /** Returns what it kept back. */
  readonly end: () => string;
}

/** So much of a page is taken as it is. */
const PLAIN_BYTES = 1024 * 1024;
/** No line of a page is longer. */
const MAX_LINE = 256 * 1024;

/**
 * Reduces what comes behind the first MiB of a body, as it comes: memory is bounded by what is wanted
 * of a page, and not by the page.
 */
export function reducedBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  reducer: LineReducer,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  /** The beginning of a line; undefined as long as the body is taken as it is. */
  let rest: string | undefined;
  return body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        size += bytes.length;
        const send = (text: string) => text !== "" && controller.enqueue(encoder.encode(text));
        if (rest === undefined) {
          const end = size <= PLAIN_BYTES ? -1 : bytes.lastIndexOf(LINE_FEED);
          if (end < 0) return controller.enqueue(bytes);
          controller.enqueue(bytes.slice(0, end + 1));
          bytes = bytes.slice(end + 1);
        }
        const lines = ((rest ?? "") + decoder.decode(bytes, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        send(reducer.push(lines));
        if (rest.length <= MAX_LINE) return;
        // What has no lines is no page of metrics, and is too large as it is.
        send(rest);
        rest = "";
      },
      flush(controller) {
        if (rest === undefined) return;
        const last = rest + decoder.decode();
        const text = reducer.push(last === "" ? [] : [last]) + reducer.end();
        if (text !== "") controller.enqueue(encoder.encode(text));
      },
    }),
  );
}

const LINE_FEED = 10;
