import { styleText } from "node:util";

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
  const paint = (format: keyof Style) => (text: string) =>
    // The stream that `validateStream` would look at is not the one that is written to.
    isOn && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
  };
}
