import { plainNumber, skipPlainNumber } from "./plain_number.ts";

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** Reads a number as the exposition formats write it; undefined when it is none. */
export function prometheusNumber(text: string): number | undefined {
  if (text !== "" && skipPlainNumber(text, 0) === text.length) {
    return plainNumber(text, 0, text.length);
  }
  if (DECIMAL.test(text)) return Number(text);
  const infinity = INFINITY.exec(text);
  if (infinity) return infinity[1] === "-" ? -Infinity : Infinity;
  return text.toLowerCase() === "nan" ? NaN : undefined;
}
