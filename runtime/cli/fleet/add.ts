import { EXIT } from "../exit_codes.ts";
import type { Verb } from "../verb.ts";
import { INVENTORY_FLAGS, inventoryFile, requireGroup } from "./inventory_flag.ts";
import { listGroups, newHostSteps, resolveNewHost } from "./new_host.ts";

/** `deno task fleet add`: what a new box needs, as commands to paste. */
export const fleetAdd: Verb = {
  command: "deno task fleet add",
  summary: "Prints the commands that add a new host to the fleet; changes nothing itself",
  flags: {
    inventory: INVENTORY_FLAGS.inventory,
    group: { type: "string", value: "NAME", summary: "The group that it joins" },
    name: { type: "string", value: "NAME", summary: "Its label instance, instead of its address" },
  },
  operands: ["ADDRESS"],
  examples: [
    ["deno task fleet add 10.0.1.4 --group rack-a1 --name gpu-a1-04", "token, start, entry, check"],
  ],
  async run(parsed, { cwd, output }) {
    const file = inventoryFile(parsed);
    const [address = ""] = parsed.operands;
    const group = parsed.values.get("group");
    const name = parsed.values.get("name");
    if (group !== undefined) requireGroup(group, { groups: await listGroups(file, cwd), file });
    const given = {
      address,
      ...(name === undefined ? {} : { name }),
      ...(group === undefined ? {} : { group }),
    };
    const { host, isFirst } = await resolveNewHost(given, { file, cwd });
    const hasToken = await isThere(host.tokenFile);
    for (const line of newHostSteps({ host, given, file, isFirst, hasToken })) output.line(line);
    return EXIT.ok;
  },
};

async function isThere(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  try {
    return (await Deno.stat(file)).isFile;
  } catch {
    // Also where this user may not look: then it is made anew only by who reads the step.
    return false;
  }
}
