/** Ways to set text off from its surroundings. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/**
 * Colours on a terminal, plain text anywhere else or when NO_COLOR is set to anything.
 *
 * Docs: https://no-color.org
 */
export function createStyle(
  { isTerminal, env }: { isTerminal: boolean; env: Readonly<Record<string, string>> },
): Style {
  const isOn = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (on: number, off: number) => (text: string) =>
    isOn && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
  };
}
