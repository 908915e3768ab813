/**
 * Everything that Deno offers to a guest is either closed or was looked at: reviewed_surface.json holds
 * what stays. When an update of Deno adds a name, this test fails until somebody has decided; then
 * `deno run -A tests/support/guest_surface.ts` writes the list.
 */
import assert from "node:assert/strict";
import { CLOSED_BUILTINS, closedImports } from "../../runtime/contract/closed_surface.ts";
import { offeredSurface, REVIEWED, runAsGuest } from "../support/guest_surface.ts";
import type { Surface } from "../support/guest_surface.ts";

Deno.test("items 93, 94: what a guest has is what was reviewed, no name more and none less", async () => {
  const reviewed = JSON.parse(await Deno.readTextFile(REVIEWED)) as Surface;
  const offered = await offeredSurface();
  for (const [owner, names] of Object.entries(offered) as [keyof Surface, string[]][]) {
    const known = reviewed[owner];
    const added = names.filter((name) => !known.includes(name));
    const gone = known.filter((name) => !names.includes(name));
    assert.deepEqual({ owner, added, gone }, { owner, added: [], gone: [] });
  }
});

Deno.test("item 93: what is closed is nowhere to be found in a guest", async () => {
  const said = await runAsGuest(`
    const found = [];
    for (const [name, get] of Object.entries({
      "Deno.listen": () => Deno.listen({ port: 0 }),
      "Deno.serve": () => Deno.serve(() => new Response()),
      "Deno.internal": () => Deno[Deno.internal].core,
      "navigator.gpu": () => navigator.gpu.requestAdapter(),
      "Worker": () => new Worker("data:text/javascript,"),
      "process.binding": () => process.binding("fs"),
      "getBuiltinModule": () => process.getBuiltinModule("node:sqlite").DatabaseSync,
      "GPU": () => GPU.prototype,
    })) {
      try { get(); found.push(name); } catch { /* As it has to be. */ }
    }
    say(found);`);
  assert.deepEqual(said, []);
});

Deno.test("item 94: no closed module can be imported in a guest, under either of its names", async () => {
  const names = Object.keys(closedImports());
  assert.equal(names.length, 2 * CLOSED_BUILTINS.length);
  const said = await runAsGuest(`
    const found = [];
    for (const name of ${JSON.stringify(names)}) {
      const data = "data:text/javascript," + encodeURIComponent("import '" + name + "'");
      for (const one of [name, data]) {
        try { await import(one); found.push(one); } catch { /* As it has to be. */ }
      }
    }
    say(found);`);
  assert.deepEqual(said, []);
});
