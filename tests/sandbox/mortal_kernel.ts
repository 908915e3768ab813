/**
 * A stand-in for the kernel that is killed: it starts guests, a service and commands by the kernel's own
 * parts, one after the other, and says of which kind each is.
 */
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import { PROTOCOL_VERSION } from "../../runtime/contract/limits.ts";
import type { HostMessage } from "../../runtime/contract/message.ts";
import type { Layout } from "../../runtime/kernel/config/layout.ts";
import { runCommand } from "../../runtime/kernel/process/child/run_command.ts";
import { SurvivorWatch } from "../../runtime/kernel/process/child/survivor_watch.ts";
import {
  guestCommand,
  guestEnvironment,
} from "../../runtime/kernel/process/guest/guest_command.ts";
import { type Guest, GuestTable } from "../../runtime/kernel/process/guest/guest_table.ts";
import { wrapCommand, wrapParser } from "../../runtime/kernel/process/isolation/wrappers.ts";
import type { Wrappers } from "../../runtime/kernel/process/isolation/wrappers.ts";
import {
  serviceCommand,
  serviceEnv,
} from "../../runtime/kernel/process/services/service_command.ts";
import { ServiceProcess } from "../../runtime/kernel/process/services/service_process.ts";

/** The only argument of the program, as JSON. */
export interface MortalLife {
  /** Stands on the command line or in the environment of all that it starts. */
  readonly mark: string;
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  /** The folder of a plugin that waits for ever at load, and its module. */
  readonly stagedDir: string;
  readonly entry: string;
  /** A command: `long` holds two processes, `short` ends. */
  readonly tool: string;
  /** The kinds in the order in which they are started, again and again. */
  readonly order: readonly MortalKind[];
}

/** Kinds of processes that a mortal kernel starts. */
export const MORTAL_KINDS = [
  "guest",
  "online guest",
  "service",
  "command",
  "short command",
] as const;
export type MortalKind = typeof MORTAL_KINDS[number];

const MIB = 1024 * 1024;
const ROUNDS = 2;
/** Of a guest, what no test asks for. */
const SPEC = {
  ...{ version: "1.0.0", description: "", digest: "d", revision: "r", config: {}, metrics: [] },
  ...{ intervalMs: 1_000, timeoutMs: 1_000, memoryBytes: 64 * MIB, seriesLimit: 1 },
  ...{ denied: [], approval: "free" as const },
};

const FIRST: HostMessage = {
  ...{ type: "hello", protocol: PROTOCOL_VERSION, plugin: "x", version: "1.0.0", config: {} },
};
const HELLO = new TextEncoder().encode(JSON.stringify(FIRST));

if (import.meta.main) {
  const life = JSON.parse(Deno.args[0] ?? "") as MortalLife;
  const start = starters(life);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of life.order) {
      start[kind](`${life.mark}_${round}`);
      Deno.stdout.writeSync(new TextEncoder().encode(`${kind}\n`));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

function starters(life: MortalLife): Record<MortalKind, (mark: string) => void> {
  const { wrappers, layout, tool } = life;
  const survivors = new SurvivorWatch(wrappers.setsid);
  const ignore = () => {};
  const table = new GuestTable(
    { onFrame: ignore, onStderr: ignore, onEnd: ignore, onWarning: ignore },
    () => ({ share: 1_000, windowMs: 60_000 }),
    { setsid: wrappers.setsid, isFenced: wrappers.fence !== undefined, survivors },
  );
  const guest = (name: string, net: readonly string[]) => {
    const grant = { ...EMPTY_GRANT, net };
    const plugin = { ...life, name, grant, memoryBytes: 64 * MIB };
    const command = guestCommand(plugin, { layout, wrappers, ownPort: 0 });
    const env = guestEnvironment(grant, { denoDir: layout.guestDenoDir, env: {} });
    // Its module waits for ever without a look at its input: nothing but what ends a guest ends it.
    const load = ({ stream }: Guest) => table.send(stream, HELLO);
    void table.start({ ...SPEC, name, grant, command }, env).then(load, ignore);
  };
  const command = (mark: string, length: string) => {
    const { result } = runCommand([tool, length, mark], {
      ...{ env: { PATH: "/usr/bin:/bin", MARK: mark }, timeoutMs: 60_000, maxOutputBytes: 1_000 },
      ...{ wrapper: wrapCommand(wrappers), setsid: wrappers.setsid, survivors },
    });
    void Promise.allSettled([result]);
  };
  return {
    guest: (name) => guest(name, []),
    "online guest": (name) => guest(`${name}_online`, ["127.0.0.1:1"]),
    service: (mark) => {
      const place = { ...layout, serviceWrapper: wrapParser(wrappers) };
      const service = new ServiceProcess({
        name: mark,
        command: serviceCommand(place, "services/manifests.ts", ["--ignore-env"]),
        env: { ...serviceEnv(place), MARK: mark },
        idleTimeoutMs: 60_000,
      });
      void Promise.allSettled([service.call("parse", ["a: 1"], 60_000)]);
    },
    command: (mark) => command(mark, "long"),
    "short command": (mark) => command(mark, "short"),
  };
}
