import assert from "node:assert/strict";

Deno.test("sealDescriptors keeps what a launcher left open from what is started", async () => {
  const module = import.meta.resolve("./sealed_descriptors.ts");
  const list = `new Deno.Command("ls", { args: ["/proc/self/fd"], stdout: "piped" }).output()`;
  const script = `
    import { sealDescriptors } from ${JSON.stringify(module)};
    const list = async () => new TextDecoder().decode((await ${list}).stdout).split("\\n");
    const before = await list();
    const isSealed = sealDescriptors();
    console.log(JSON.stringify({ before, isSealed, after: await list() }));`;
  const shell = `exec 60</etc/hostname; exec "$0" eval --no-lock "$1"`;
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", shell, Deno.execPath(), script],
    stdout: "piped",
  }).output();
  const { before, isSealed, after } = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(before.includes("60"), "the launcher left nothing open, so this test sees nothing");
  assert.equal(isSealed, true);
  assert.ok(!after.includes("60"));
});
