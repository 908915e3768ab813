import { tryLstat } from "../../kernel/disk/walk_path.ts";
import { EXIT } from "../exit_codes.ts";
import type { Verb } from "../verb.ts";
import { agrees, requireSystem } from "./consent.ts";
import { NAME, PATHS } from "./service_paths.ts";
import { ROOT_FLAG, Target } from "./target.ts";

/** `deno task service remove`. */
export const serviceRemove: Verb = {
  command: "deno task service remove",
  summary: "Stops the service and removes its unit; configuration, state and user stay",
  flags: {
    ...ROOT_FLAG,
    purge: { type: "boolean", summary: "Remove configuration, state and user as well" },
    yes: { type: "boolean", summary: "Do not ask; for scripts" },
  },
  operands: [],
  examples: [
    ["sudo deno task service remove", "keeps the rest for the next install"],
    ["sudo deno task service remove --purge --yes", "leaves nothing behind"],
  ],
  async run(parsed, context) {
    const { output, style } = context;
    const target = new Target(parsed.values.get("root") ?? "");
    await requireSystem(target);
    const isPurge = parsed.switches.has("purge");
    const candidates = [
      ...[PATHS.unit, PATHS.sysusers, PATHS.library],
      ...(isPurge ? [PATHS.configFolder, PATHS.home] : []),
    ];
    const found: string[] = [];
    for (const path of candidates) if (await tryLstat(target.place(path))) found.push(path);
    const hasUser = isPurge && await target.account() !== undefined;
    if (found.length === 0 && !hasUser) {
      output.line("There is no service here");
      return EXIT.ok;
    }
    for (const path of found) output.line(`${style.red("- remove")} ${target.place(path)}`);
    if (hasUser) output.line(`${style.red("- user  ")} ${NAME}`);
    if (!parsed.switches.has("yes") && !agrees("Remove this?", context)) {
      output.note("Nothing was changed");
      return EXIT.failure;
    }
    if (found.includes(PATHS.unit)) {
      const now = target.isRunning ? ["--now"] : [];
      await target.run("systemctl", "disable", ...now, `${NAME}.service`);
    }
    for (const path of found) await Deno.remove(target.place(path), { recursive: true });
    if (target.isRunning) await target.run("systemctl", "daemon-reload");
    if (hasUser) await target.run("userdel", NAME);
    const kept = isPurge ? "" : `; ${PATHS.configFolder}, ${PATHS.home} and the user stay`;
    output.line(`Removed${kept}`);
    return EXIT.ok;
  },
};
