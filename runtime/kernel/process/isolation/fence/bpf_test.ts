import assert from "node:assert/strict";
import { encodeProgram, ifEqual, ifGreater, load, mask, verdict } from "./bpf.ts";

Deno.test("encodeProgram writes each instruction as struct sock_filter", () => {
  const program = [
    load(4),
    ifEqual(0xc000003e, 1, 0),
    verdict(0x80000000),
    mask(0xf),
    ifGreater(452, 0, 1),
    verdict(0x50026),
    verdict(0x7fff0000),
  ];
  const words = encodeProgram(program).toHex().match(/.{16}/g);
  assert.deepEqual(words, [
    "2000000004000000",
    "150001003e0000c0",
    "0600000000000080",
    "540000000f000000",
    "25000001c4010000",
    "0600000026000500",
    "060000000000ff7f",
  ]);
});

Deno.test("encodeProgram refuses jumps that leave the program, and what is longer than Linux takes", () => {
  assert.throws(
    () => encodeProgram([ifEqual(1, 0, 2), verdict(0), verdict(0)]),
    /instruction 0 leads/,
  );
  assert.throws(() => encodeProgram([load(0)]), /instruction 0 leads/);
  assert.throws(
    () => encodeProgram([ifEqual(1, 0, 300), ...Array.from({ length: 400 }, () => verdict(0))]),
    /instruction 0 leads/,
  );
  const long = Array.from({ length: 4097 }, () => verdict(0));
  assert.throws(() => encodeProgram(long), /4097 instructions, 4096 are allowed/);
});
