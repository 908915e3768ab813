/** Numbers as nearly every sample has them: digits, with a minus or a decimal point. */

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Returns where the plain number at `from` ends; `from` itself when there is none. */
export function skipPlainNumber(text: string, from: number): number {
  const first = text.charCodeAt(from) === MINUS ? from + 1 : from;
  let at = skipDigits(text, first);
  if (at === first) return from;
  if (text.charCodeAt(at) === POINT) at = skipDigits(text, at + 1);
  return at;
}

/** The value of a plain number that stands there, the one that `Number` gives. */
export function plainNumber(text: string, from: number, end: number): number {
  const isNegative = text.charCodeAt(from) === MINUS;
  let digits = 0;
  let point = end - 1;
  for (let at = isNegative ? from + 1 : from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT) point = at;
    else digits = digits * 10 + (code - ZERO);
  }
  const power = POWERS[end - 1 - point];
  // Both are exact then, and so their quotient is rounded once, as the number itself would be.
  if (digits > Number.MAX_SAFE_INTEGER || power === undefined) return Number(text.slice(from, end));
  const value = digits / power;
  return isNegative ? -value : value;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= 0x39; code = text.charCodeAt(++at));
  return at;
}
