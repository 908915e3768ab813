import assert from "node:assert/strict";
import fc from "fast-check";
import { plainNumber, skipPlainNumber } from "./plain_number.ts";

const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^\\d{0,${maxLength}}$`));

Deno.test("plainNumber gives what Number gives, digit for digit", () => {
  const texts = fc.oneof(
    fc.tuple(fc.constantFrom("", "-"), fc.nat(), digits(17), fc.constantFrom("", "."), digits(26))
      .map(([sign, first, more, point, rest]) =>
        point === "" ? `${sign}${first}${more}` : `${sign}${first}${more}.${rest}`
      ),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
      .filter((text) => !text.includes("e")),
  );
  fc.assert(fc.property(texts, (text) => {
    const padded = ` ${text} `;
    assert.equal(skipPlainNumber(padded, 1), text.length + 1, text);
    assert.ok(Object.is(plainNumber(padded, 1, text.length + 1), Number(text)), text);
  }));
});

Deno.test("skipPlainNumber stays where there is no plain number, and ends with it", () => {
  const cases: [text: string, end: number][] = [
    ["", 0],
    ["-", 0],
    [".5", 0],
    ["+1", 0],
    ["-x", 0],
    ["NaN", 0],
    ["1.", 2],
    ["1.5.5", 3],
    ["1e5", 1],
    ["-12,5", 3],
    ["007", 3],
  ];
  for (const [text, end] of cases) assert.equal(skipPlainNumber(text, 0), end, text);
});

Deno.test("plainNumber is exact around the last whole number that a double holds", () => {
  for (const text of ["9007199254740991", "9007199254740993", "0.9007199254740993", "-0", "1."]) {
    assert.ok(Object.is(plainNumber(text, 0, text.length), Number(text)), text);
  }
});
