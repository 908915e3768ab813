/** One record of /dev/kmsg. */
export interface KmsgRecord {
  readonly sequence: number;
  /** Since the machine was started. */
  readonly micros: number;
  readonly text: string;
}

/**
 * Reads a record such as `4,360,78426719,c;NVRM: Xid ...`; undefined for what is none, such as the lines
 * of a record that begin with a blank and describe it.
 */
export function parseRecord(line: string): KmsgRecord | undefined {
  const [, sequence, micros, text] = /^\d+,(\d{1,15}),(\d{1,15}),[^;]*;(.*)$/.exec(line) ?? [];
  if (text === undefined) return undefined;
  return { sequence: Number(sequence), micros: Number(micros), text };
}
