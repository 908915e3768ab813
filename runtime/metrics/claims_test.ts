import assert from "node:assert/strict";
import type { FamilyDeclaration, MetricType } from "../contract/metric.ts";
import { Claims } from "./claims.ts";

const declare = (type: MetricType, name: string): FamilyDeclaration => ({
  name,
  type,
  help: "A.",
  labels: [],
});

Deno.test("Claims finds names that others have, also by their parts", () => {
  const cases: [mine: [MetricType, string], theirs: [MetricType, string], collide: boolean][] = [
    [["gauge", "x"], ["gauge", "x"], true],
    [["gauge", "x"], ["counter", "x_total"], true],
    [["counter", "x_total"], ["gauge", "x"], true],
    [["gauge", "x"], ["info", "x_info"], true],
    [["counter", "x_total"], ["info", "x_info"], true],
    [["histogram", "x"], ["gauge", "x_bucket"], true],
    [["histogram", "x"], ["gauge", "x_sum"], true],
    [["gauge", "x_count"], ["histogram", "x"], true],
    [["gauge", "x"], ["gauge", "x_sum"], false],
    [["gauge", "x"], ["gauge", "y"], false],
    [["histogram", "x"], ["gauge", "x_max"], false],
  ];
  for (const [mine, theirs, collide] of cases) {
    const claims = new Claims();
    claims.replace("a", [declare(...mine)]);
    const expected = collide ? [{ name: theirs[1], owner: "a" }] : [];
    const title = `${mine.join(" ")}, ${theirs.join(" ")}`;
    assert.deepEqual(claims.check("b", [declare(...theirs)]), expected, title);
    assert.deepEqual(claims.check("a", [declare(...theirs)]), [], title);
  }
});

Deno.test("Claims.replace frees the names that the owner no longer has", () => {
  const claims = new Claims();
  claims.replace("a", [declare("histogram", "x"), declare("gauge", "y")]);
  claims.replace("a", [declare("gauge", "y")]);
  assert.equal(claims.ownerOf("x"), undefined);
  assert.equal(claims.ownerOf("x_bucket"), undefined);
  assert.equal(claims.ownerOf("y"), "a");
});

Deno.test("Claims.release frees the names of its owner alone", () => {
  const claims = new Claims();
  claims.replace("a", [declare("gauge", "x")]);
  claims.replace("b", [declare("gauge", "y")]);
  claims.release("a");
  assert.deepEqual([claims.ownerOf("x"), claims.ownerOf("y")], [undefined, "b"]);
});
