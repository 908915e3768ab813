import assert from "node:assert/strict";
import { needsRoot } from "../../../../tests/support/tools.ts";

/** Prints the capabilities that it has itself, and those of a process that it starts. */
const SCRIPT = `
  import { dropAmbientCapabilities } from ${
  JSON.stringify(import.meta.resolve("./ambient_capabilities.ts"))
};
  const own = () => Deno.readTextFileSync("/proc/self/status");
  const child = async () => new TextDecoder().decode(
    (await new Deno.Command("cat", { args: ["/proc/self/status"] }).output()).stdout);
  const effective = (text) => Number.parseInt(/CapEff:\\t(\\w+)/.exec(text)[1], 16);
  const before = effective(await child());
  dropAmbientCapabilities();
  console.log(JSON.stringify({ before, own: effective(own()), child: effective(await child()) }));`;

Deno.test({
  name: "dropAmbientCapabilities keeps a capability from what is started, and not from us",
  ignore: needsRoot("giving a process a capability"),
  fn: async () => {
    const denoDir = await Deno.makeTempDir();
    const { stdout, stderr } = await new Deno.Command("setpriv", {
      args: [
        ...[
          "--inh-caps=-all,+syslog",
          "--ambient-caps=-all,+syslog",
          "--bounding-set=-all,+syslog",
        ],
        // It stays the owner of its files, and has no other right of root's.
        "--securebits=+noroot",
        ...[Deno.execPath(), "eval", "--no-config", "--no-lock", SCRIPT],
      ],
      env: { DENO_DIR: denoDir },
    }).output();
    await Deno.remove(denoDir, { recursive: true });
    const text = new TextDecoder().decode(stdout);
    assert.notEqual(text, "", new TextDecoder().decode(stderr));
    const syslog = 2 ** 34;
    assert.deepEqual(JSON.parse(text), { before: syslog, own: syslog, child: 0 });
  },
});
